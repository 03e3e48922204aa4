import type { Invariant } from '../../harness/core/verdict.ts';
import { beganAtMs } from '../../harness/invariants/evidence/attempt-times.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude } from '../../harness/invariants/evidence/conclude.ts';
import { machineSlackMs } from '../../harness/invariants/evidence/machine-slack.ts';
import { sayAttempt, sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import { attemptsAt, breakerPeriods } from './evidence/breaker-periods.ts';
import { signalsNamed } from './evidence/signals-named.ts';

/** An open breaker is there to leave a service alone. */
export const breakerBlocks: Invariant = {
  name: 'breaker-blocks',
  about: 'While a breaker is open and its reset time has not passed, no call is sent.',
  remedy: 'Ask the breaker before every call, the tries of one execution included.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const promise = history.promises.modelCalls;
    const slackMs = clockErrorMs + machineSlackMs(history);
    const violations = breakerPeriods(history, 'open').flatMap((period) => {
      const { from, toMs, model } = period;
      const untilMs = Math.min(toMs, from.atMs + (promise?.resetTimeoutMs ?? 0)) - clockErrorMs;
      return attemptsAt(history, period)
        .filter((attempt) => {
          // A call that was let through just before may be sent just after.
          const atMs = beganAtMs(attempt);
          return atMs > from.atMs + slackMs && atMs < untilMs;
        })
        .map((attempt) => ({
          because:
            `the breaker of ${model} opened at ${sayMs(from.atMs)} for ` +
            `${sayMs(promise?.resetTimeoutMs ?? 0)}, and ${sayAttempt(attempt)} was sent`,
          witnesses: [from.index, attempt.index],
        }));
    });
    const blocked = signalsNamed(history, 'modelFailover').filter(
      ({ role, value }) => role === promise?.role && value.action === 'skipped',
    );
    return conclude(history, {
      checked: blocked.length,
      violations,
      unknowns: [],
      held: `${sayCount(blocked.length, 'call')} blocked by an open breaker, and none sent`,
      vacuous: 'no call met an open breaker',
    });
  },
};
