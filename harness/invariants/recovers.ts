import type { History, Invoke } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { faultWindows } from './evidence/fault-windows.ts';
import { sayCount, sayMs } from './evidence/say.ts';
import { type Rate, wilson } from './evidence/wilson.ts';

/** How many operations a judgement needs on each side; a live run cannot afford a hundred. */
const fewest = { simulated: 100, live: 20, containers: 20 } as const;

/** Two polls of the watchdog to see the change, and the longest pause that is made on purpose. */
const settleMs = ({ promises }: History): number => {
  const { watchdog } = promises;
  const pollsMs = watchdog === undefined ? 0 : 2 * (watchdog.pollMs + watchdog.probeLimitMs);
  return pollsMs + promises.longestWaitMs;
};

const rateOf = (invokes: readonly Invoke[], succeeded: ReadonlySet<string>): Rate =>
  wilson(invokes.filter((it) => succeeded.has(it.operation)).length, invokes.length);

const sayRate = ({ successes, total }: Rate): string => `${successes} of ${total}`;

/**
 * Compares the success rate after the last heal with the same run's rate before its first fault.
 * Latency is judged in virtual time only, by the report; here it would measure the machine.
 */
export const recovers: Invariant = {
  name: 'recovers',
  about: 'Once the faults are gone, operations succeed as often as before the first fault.',
  remedy:
    'Look for what outlives the fault: breakers that never probe, pools of dead connections, ' +
    'queues that grow faster than they drain, routes that are not switched back.',
  reads: 'general',
  excuses: [],
  check(history) {
    const faults = faultWindows(history);
    const firstMs = Math.min(...faults.map((fault) => fault.fromMs));
    const lastMs = Math.max(...faults.map((fault) => fault.toMs));
    const isForEver = faults.some(({ step, toMs }) => step.heal === 'never' || toMs === Infinity);
    const fromMs = lastMs + settleMs(history);
    const invokes = eventsOf(history, 'invoke').filter((it) => it.intendedAtMs >= 0);
    const succeeded = new Set(
      eventsOf(history, 'complete').flatMap((it) =>
        it.outcome.kind === 'ok' ? [it.operation] : [],
      ),
    );
    const before = invokes.filter((it) => it.intendedAtMs < firstMs);
    const after = isForEver ? [] : invokes.filter((it) => it.intendedAtMs >= fromMs);
    const [was, is] = [rateOf(before, succeeded), rateOf(after, succeeded)];
    const told =
      `${sayRate(is)} operations succeeded later than ${sayMs(fromMs)}, ` +
      `${sayRate(was)} before the first fault`;
    const need = fewest[history.engine];
    const few = [
      ...(before.length < need ? [`${sayCount(before.length, 'operation')} before the fault`] : []),
      ...(after.length < need ? [`${sayCount(after.length, 'operation')} after the heal`] : []),
    ];
    const isWorse = is.upper < was.lower;
    const failures = after.filter((it) => !succeeded.has(it.operation));
    const checked = faults.length === 0 ? 0 : after.length;
    return conclude(history, {
      checked,
      violations:
        checked > 0 && few.length === 0 && isWorse
          ? [{ because: `${told}: worse than chance explains`, witnesses: failures.map(indexOf) }]
          : [],
      unknowns:
        checked > 0 && few.length > 0
          ? [`only ${few.join(' and ')}; at least ${need} are needed on each side`]
          : [],
      held: told,
      vacuous: isForEver
        ? 'a fault was never healed'
        : `no operation was sent later than ${sayMs(settleMs(history))} after the last heal`,
    });
  },
};

const indexOf = ({ index }: Invoke): number => index;
