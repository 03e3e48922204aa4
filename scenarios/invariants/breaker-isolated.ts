import type { History, SignalEvent } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import { signalsNamed, textOf } from './evidence/signals-named.ts';

const failuresBefore = (history: History, opening: SignalEvent): readonly SignalEvent[] =>
  signalsNamed(history, 'agentCall').filter(
    (call) =>
      call.role === opening.role &&
      call.life === opening.life &&
      call.value.ok === false &&
      textOf(call, 'agent') === textOf(opening, 'agent') &&
      call.atMs <= opening.atMs + clockErrorMs,
  );

/** Each agent answers for its own failures only (U3). */
export const breakerIsolated: Invariant = {
  name: 'breaker-isolated',
  about: 'The breaker of an agent opens by failures of that agent, never by those of another.',
  remedy: 'Give every agent a breaker of its own, and let a cluster count open agents only.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const promise = history.promises.modelCalls;
    const openings = signalsNamed(history, 'agentBreaker').filter(
      ({ role, value }) => role === promise?.role && value.to === 'open',
    );
    const violations = openings.flatMap((opening): readonly Violation[] => {
      const own = failuresBefore(history, opening);
      const needed = opening.value.from === 'closed' ? (promise?.agentFailureThreshold ?? 1) : 1;
      if (own.length >= needed) return [];
      const agent = textOf(opening, 'agent');
      return [
        {
          because:
            `the breaker of ${agent} opened at ${sayMs(opening.atMs)} after ` +
            `${sayCount(own.length, 'failure')} of its own; it takes ${needed}`,
          witnesses: [opening.index, ...own.map(({ index }) => index)],
        },
      ];
    });
    return conclude(history, {
      checked: openings.length,
      violations,
      unknowns: [],
      held: `${sayCount(openings.length, 'breaker')} of agents opened by the agents’ own failures`,
      vacuous: 'no breaker of an agent opened',
    });
  },
};
