import type { Complete, History, Invoke } from '../core/history.ts';
import type { Invariant } from '../core/verdict.ts';
import { conclude } from './evidence/conclude.ts';
import { eventsOf } from './evidence/events-of.ts';
import { faultWindows } from './evidence/fault-windows.ts';
import { sayCount, sayMs } from './evidence/say.ts';
import type { Span } from './evidence/unsteady-spans.ts';
import { wilson } from './evidence/wilson.ts';

/** How available a stack has to be, and when. */
export interface Objective {
  /** Least share of operations that succeed. */
  readonly share: number;
  /** The whole load; from the first fault to the last heal; or from there to the end. */
  readonly during: 'load' | 'faults' | 'afterwards';
  /** Later than this after its intended start, unscaled, an operation counts as failed. */
  readonly withinMs?: number;
  /** Only operations of these kinds. */
  readonly kinds?: readonly string[];
}

const windowOf = (history: History, { during }: Objective): Span | undefined => {
  const faults = faultWindows(history);
  const whole = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };
  if (during === 'load') return whole;
  if (faults.length === 0) return undefined;
  const healedMs = Math.max(...faults.map(({ toMs }) => toMs));
  if (during === 'afterwards') return { ...whole, fromMs: healedMs };
  return { fromMs: Math.min(...faults.map(({ fromMs }) => fromMs)), toMs: healedMs };
};

/** In the end ok, and soon enough; what nobody knows counts as failed. */
const hasSucceeded = (invoke: Invoke, end: Complete | undefined, withinMs: number): boolean =>
  end?.outcome.kind === 'ok' && end.atMs - invoke.intendedAtMs <= withinMs;

const check = (history: History, objective: Objective) => {
  const { share, kinds } = objective;
  const withinMs = (objective.withinMs ?? Number.POSITIVE_INFINITY) * history.scale;
  const window = windowOf(history, objective);
  const ends = new Map(eventsOf(history, 'complete').map((end) => [end.operation, end]));
  const asked = eventsOf(history, 'invoke').filter(
    ({ intendedAtMs, kind }) =>
      window !== undefined &&
      intendedAtMs >= window.fromMs &&
      intendedAtMs < window.toMs &&
      (kinds === undefined || kinds.includes(kind)),
  );
  const failed = asked.filter((it) => !hasSucceeded(it, ends.get(it.operation), withinMs));
  const rate = wilson(asked.length - failed.length, asked.length);
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  const told =
    `${rate.successes} of ${sayCount(rate.total, 'operation')} succeeded` +
    `${withinMs === Number.POSITIVE_INFINITY ? '' : ` within ${sayMs(withinMs)}`}: at least ` +
    `${percent(rate.lower)}, where ${percent(share)} are asked for`;
  const isMissed = asked.length > 0 && rate.lower < share;
  // Even if all of them had succeeded, so few would not show it.
  const isTooFew = wilson(asked.length, asked.length).lower < share;
  return conclude(history, {
    checked: asked.length,
    violations:
      isMissed && !isTooFew ? [{ because: told, witnesses: failed.map(({ index }) => index) }] : [],
    unknowns:
      isMissed && isTooFew
        ? [`${sayCount(asked.length, 'operation')} cannot show ${percent(share)}`]
        : [],
    held: told,
    vacuous: 'no operation was asked for in the window',
  });
};

/** The rule with a scenario's own objective. */
export const availableFor = (objective: Objective): Invariant => ({
  name: 'available',
  about:
    'The share of operations that surely succeed in time (95 % interval, unknown ends are ' +
    'failures, time from the intended start) reaches the objective.',
  remedy:
    'Find what fails in the window: no fallback, limits longer than the patience of the callers, ' +
    'a failover that takes longer than the objective allows for.',
  reads: 'general',
  excuses: [],
  check: (history) => check(history, objective),
});

/** Nine of ten operations of the whole load succeed, sooner or later. */
export const available: Invariant = availableFor({ share: 0.9, during: 'load' });
