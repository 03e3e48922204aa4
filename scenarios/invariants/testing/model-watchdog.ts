import type { EventDraft, History } from '../../../harness/core/history.ts';
import { attempt, finalRead, refused, signal } from '../../../harness/invariants/testing/drafts.ts';
import { historyOf } from '../../../harness/invariants/testing/history-of.ts';

/** Which cores answer one poll. */
export interface Poll {
  readonly live: boolean;
  readonly candidate: boolean;
}

/** How a watchdog may be wrong. */
export interface Manner {
  readonly failuresNeeded: number;
  readonly isMute?: boolean;
}

const nameOf = ({ live, candidate }: Poll): string => {
  if (live) return candidate ? 'active' : 'degraded';
  return candidate ? 'failover_active' : 'failed';
};

const pollMs = 500;

/** The history of a small model watchdog over polls with known answers. */
export const modelHistory = (polls: readonly Poll[], manner: Manner): History => {
  const events: EventDraft[] = [];
  const failures = { live: 0, candidate: 0 };
  const healthy = { live: true, candidate: true };
  let state: string | undefined;
  polls.forEach((poll, place) => {
    const atMs = place * pollMs;
    const say = (name: string, value: Parameters<typeof signal>[3]) =>
      events.push(signal('orchestrator', name, atMs + 6, value));
    for (const target of ['live', 'candidate'] as const) {
      const link = `orchestrator>${target === 'live' ? 'core' : 'core-candidate'}`;
      events.push(poll[target] ? attempt(link, atMs) : refused(link, atMs));
      say('probe', { target, ok: poll[target], ms: 5 });
      failures[target] = poll[target] ? 0 : failures[target] + 1;
      if (poll[target]) healthy[target] = true;
      else if (failures[target] >= manner.failuresNeeded) healthy[target] = false;
    }
    const next = nameOf(healthy);
    if (next !== state) {
      const change = { from: state ?? null, to: next };
      say('haState', { ...change, first: state === undefined });
      if (state !== undefined && !manner.isMute) say('notification', change);
      state = next;
    }
    say('haEvaluation', { state: next, maintenance: false });
  });
  return historyOf([...events, finalRead(polls.length * pollMs + 2000)]);
};
