import type { Event, EventDraft, History } from '../../harness/core/history.ts';
import type { Outcome } from '../../harness/core/outcome.ts';
import { textSha } from '../../harness/core/text-sha.ts';
import referenceLoad from '../reference-load.ts';
import { loadText } from '../scripts/load-message.ts';

/** An arrival as a test writes it. */
export interface DraftCall {
  readonly path?: 'sync' | 'queue';
  readonly startMs: number;
  readonly endMs?: number;
  readonly outcome?: Outcome;
  readonly effectsMs?: readonly number[];
}

const ok: Outcome = { kind: 'ok', accepted: true, status: 200 };

const eventsOf = (call: DraftCall, nth: number): readonly EventDraft[] => {
  const { path = 'sync', startMs, endMs = startMs + 5, outcome = ok } = call;
  const key = `load-${path}-${nth}`;
  const effect = { type: 'effect', key, textSha: textSha(loadText(key)), by: 'core' } as const;
  return [
    {
      type: 'invoke',
      atMs: startMs,
      operation: key,
      kind: path,
      conversation: '',
      key,
      textSha: textSha(loadText(key)),
      intendedAtMs: startMs,
    },
    { type: 'complete', atMs: endMs, operation: key, outcome },
    ...(call.effectsMs ?? [endMs]).map((atMs) => ({ ...effect, atMs })),
  ];
};

/** A step of that kind, from its beginning to its end. */
export const faultDrafts = (kind: string, fromMs: number, toMs: number): readonly EventDraft[] => [
  {
    type: 'faultInjected',
    atMs: fromMs,
    lateMs: 0,
    step: { id: 1, kind, target: 'core', params: {}, when: { atMs: fromMs }, heal: 'never' },
  },
  {
    type: 'faultHealed',
    atMs: toMs,
    step: 1,
    receipt: { effective: true, counts: { exits: 1 } },
  },
];

/** A signal as the stack, the machine or k6 tells it. */
export const signalDraft = (
  [role, name]: readonly [role: string, name: string],
  atMs: number,
  value: Extract<EventDraft, { type: 'signal' }>['value'],
): EventDraft => ({ type: 'signal', atMs, role, life: 0, name, value });

/** A history of these arrivals and of what else happened, ordered by time. */
export const loadHistory = (
  calls: readonly DraftCall[],
  others: readonly EventDraft[] = [],
): History => {
  const drafts = [...calls.flatMap(eventsOf), ...others];
  const events = drafts
    .toSorted((one, other) => one.atMs - other.atMs)
    .map((draft, index): Event => ({ ...draft, index }));
  const { stack, workload } = referenceLoad;
  const last = events.at(-1)?.atMs ?? 0;
  const read = { atMs: last, complete: true, queued: [], deadLettered: [] };
  return {
    engine: 'live',
    control: false,
    plan: { schema: 1, scenario: 'load-kill', seed: 1, workload, steps: [] },
    scale: referenceLoad.scale?.live ?? 1,
    links: stack.links,
    promises: stack.promises({ ...stack.timings }),
    toxiproxy: null,
    events: [...events, { type: 'finalRead', index: events.length, ...read }],
  };
};
