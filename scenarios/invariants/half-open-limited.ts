import type { Invariant } from '../../harness/core/verdict.ts';
import { beganAtMs } from '../../harness/invariants/evidence/attempt-times.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import { attemptsAt, breakerPeriods } from './evidence/breaker-periods.ts';

/** A service that may be coming back is asked carefully. */
export const halfOpenLimited: Invariant = {
  name: 'half-open-limited',
  about:
    'Between half open and its decision a breaker lets through only as many probes as allowed.',
  remedy: 'Count the probes of a half-open period, and block the calls beyond them.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const allowed = history.promises.modelCalls?.halfOpenProbes ?? 1;
    const periods = breakerPeriods(history, 'halfOpen').flatMap((period) => {
      const probes = attemptsAt(history, period).filter((attempt) => {
        const atMs = beganAtMs(attempt);
        return atMs > period.from.atMs - clockErrorMs && atMs < period.toMs - clockErrorMs;
      });
      return probes.length === 0 ? [] : [{ ...period, probes }];
    });
    const violations = periods
      .filter(({ probes }) => probes.length > allowed)
      .map(
        ({ model, from, probes }): Violation => ({
          because:
            `the breaker of ${model} was half open at ${sayMs(from.atMs)}, and ` +
            `${sayCount(probes.length, 'call')} went through before its decision; ${allowed} may`,
          witnesses: [from.index, ...probes.map(({ index }) => index)],
        }),
      );
    return conclude(history, {
      checked: periods.length,
      violations,
      unknowns: [],
      held: `${sayCount(periods.length, 'half-open period')} with ${allowed} probe at most`,
      vacuous: 'no breaker that was half open let a probe through',
    });
  },
};
