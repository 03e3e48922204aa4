import type { History, Invoke } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { faultWindows, type InForce } from './evidence/fault-windows.ts';
import { sayCount, sayMs } from './evidence/say.ts';
import { wilson } from './evidence/wilson.ts';

/** What must go on while something is broken. */
export interface Remainder {
  /** Kinds of operation. */
  readonly kinds: readonly string[];
  /** Share of them that has to succeed; it is a breach when surely fewer did. */
  readonly share: number;
}

const targetsOf = (faults: readonly InForce[]): string =>
  [...new Set(faults.map(({ step }) => `${step.kind} on ${step.target}`))].join(', ');

const check = (history: History, { kinds, share }: Remainder) => {
  const faults = faultWindows(history);
  const during = ({ intendedAtMs }: Invoke): boolean =>
    faults.some(({ fromMs, toMs }) => intendedAtMs >= fromMs && intendedAtMs < toMs);
  const succeeded = new Set(
    eventsOf(history, 'complete').flatMap((end) =>
      end.outcome.kind === 'ok' ? [end.operation] : [],
    ),
  );
  const asked = eventsOf(history, 'invoke').filter((it) => kinds.includes(it.kind) && during(it));
  const failed = asked.filter((it) => !succeeded.has(it.operation));
  const rate = wilson(asked.length - failed.length, asked.length);
  const told =
    `${rate.successes} of ${sayCount(rate.total, 'operation')} (${kinds.join(', ')}) succeeded ` +
    'while a fault lasted';
  const [first] = failed;
  const because =
    `${told} (${targetsOf(faults)}), the first that did not at ${sayMs(first?.atMs ?? 0)}; ` +
    `${(100 * share).toFixed(0)} % must go on`;
  return conclude(history, {
    checked: asked.length,
    violations:
      rate.upper < share ? [{ because, witnesses: failed.map(({ index }) => index) }] : [],
    unknowns: [],
    held: told,
    vacuous: `no operation (${kinds.join(', ')}) was asked for while a fault lasted`,
  });
};

/** The rule for what a scenario names. */
export const degradedServiceOf = (remainder: Remainder): Invariant => ({
  name: 'degraded-service',
  about: 'What does not depend on the broken part goes on while it is broken.',
  remedy:
    'Look at what the failed operations waited for: give it a limit, a queue or a fallback, so ' +
    'that one broken part does not take the others along.',
  reads: 'general',
  excuses: [],
  check: (history) => check(history, remainder),
});

/** Messages are taken in, whatever else is broken. */
export const degradedService: Invariant = degradedServiceOf({ kinds: ['queue'], share: 0.95 });
