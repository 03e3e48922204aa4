import fc from 'fast-check';
import type { AttemptClass, Effect, EventDraft, Exchange, History } from '../../core/history.ts';
import type { Verdict } from '../../core/verdict.ts';
import * as draft from './drafts.ts';
import { cutHistoryOf } from './history-of.ts';

const keys = ['m1', 'm2', 'm3'] as const;
// Few moments, so that ties and near misses are common; 10 ms is what counts as the same time.
const moment = fc.integer({ min: 0, max: 12 }).map((step) => step * 9);

const attempt = fc
  .record({
    link: fc.constantFrom('web>core', 'web>core-candidate', 'core>prime', 'core>groq', 'core>mcp'),
    callId: fc.constantFrom('c1', 'c1', 'c2', undefined),
    key: fc.constantFrom(...keys, undefined),
    atMs: moment,
    tookMs: moment,
    class: fc.constantFrom<AttemptClass>('refused', 'delivered', 'answered', 'answerCut'),
    status: fc.constantFrom(200, 503),
    endedByCaller: fc.boolean(),
    callerDied: fc.constantFrom(true, undefined, undefined),
  })
  .map(({ link, atMs, tookMs, callId, key, callerDied, ...rest }): EventDraft => {
    const toMs = atMs + tookMs;
    const more: Partial<Exchange> = {
      ...rest,
      endedAtMs: toMs,
      ...(rest.class === 'answered' ? { answeredAtMs: toMs } : {}),
      ...(callId === undefined ? {} : { callId }),
      ...(key === undefined ? {} : { key }),
      ...(callerDied === undefined ? {} : { callerDied }),
    };
    return draft.attempt(link, atMs, more);
  });

const message = fc
  .record({
    key: fc.constantFrom(...keys),
    atMs: moment,
    end: fc.constantFrom('accepted', 'failed', 'undecided', 'open'),
  })
  .map(({ key, atMs, end }): readonly EventDraft[] => {
    if (end === 'open') return [draft.sent(key, atMs)];
    const known = { accepted: draft.accepted, failed: draft.failed, undecided: draft.undecided };
    return [draft.sent(key, atMs), known[end](key, atMs + 5)];
  });

const effect = fc
  .record({
    key: fc.constantFrom(...keys, 'm9'),
    atMs: fc.oneof(moment, fc.constant(-20)),
    text: fc.constantFrom('whole', 'whole', 'cut', 'unread'),
  })
  .map(({ key, atMs, text }): EventDraft => {
    const textSha = { whole: `sha-${key}`, cut: 'sha-of-half', unread: '' }[text];
    return draft.effect(key, atMs, { textSha } satisfies Partial<Effect>);
  });

const ending = fc
  .record({
    mark: fc.constantFrom('drained', 'stuck', 'timeUp', undefined),
    isCut: fc.constantFrom(true, false, false, false),
    complete: fc.constantFrom(true, true, false),
    queued: fc.subarray([...keys]),
    dead: fc.subarray([...keys]),
    reason: fc.constantFrom('given up', ''),
  })
  .map(({ mark, isCut, complete, queued, dead, reason }): readonly EventDraft[] => [
    ...(mark === undefined ? [] : [draft.mark(mark, 400)]),
    ...(isCut
      ? []
      : [
          draft.finalRead(401, {
            complete,
            queued: complete ? queued : [],
            deadLettered: complete ? dead.map((key) => ({ key, reason })) : [],
          }),
        ]),
  ]);

/** Small histories in which everything happens to everything; most are nonsense, all are legal. */
export const randomHistory: fc.Arbitrary<History> = fc
  .record({
    messages: fc.uniqueArray(message, {
      maxLength: 3,
      selector: ([first]) => (first?.type === 'invoke' ? first.key : ''),
    }),
    attempts: fc.array(attempt, { maxLength: 6 }),
    effects: fc.array(effect, { maxLength: 4 }),
    ending,
  })
  .map(({ messages, attempts, effects, ending: end }) =>
    cutHistoryOf([...messages.flat(), ...attempts, ...effects, ...end]),
  );

/** What a naive reading of a rule finds: how often it could break, how often it did, any doubt. */
export interface Naive {
  readonly checked: number;
  readonly broken: number;
  readonly doubts: number;
}

/** The status that follows from a naive reading. */
export const naiveStatus = (history: History, { checked, broken, doubts }: Naive) => {
  const isWhole = history.events.some((event) => event.type === 'finalRead');
  const status: Verdict['status'] =
    broken > 0
      ? 'violated'
      : doubts > 0
        ? 'unknown'
        : checked === 0
          ? 'vacuous'
          : isWhole
            ? 'held'
            : 'unknown';
  return { status, checked: status === 'held' || status === 'violated' ? checked : 0 };
};
