import type { History } from '../../harness/core/history.ts';
import { hangSpanOf } from './hang-span.ts';

/** How long nothing may be answered, and why so long. */
export interface GapLimit {
  readonly ms: number;
  readonly because: string;
}

const failsAtOnceMs = 100;
/** The bar is for 100 arrivals a second on each path; fewer leave longer gaps by themselves. */
const everyMsAtBar = 10;

const atOnceMs = ({ scale, plan: { workload } }: History): number => {
  const paths = Object.keys(workload.mix).length;
  const everyMs = (1000 * scale * paths) / workload.ratePerSecond;
  return failsAtOnceMs + Math.max(0, everyMs - everyMsAtBar);
};

/** The longest gap that a run may have; undefined where no fault was at work. */
export const gapLimitOf = (history: History): GapLimit | undefined => {
  if (!history.events.some((event) => event.type === 'faultInjected')) return undefined;
  const hang = hangSpanOf(history);
  const leastMs = atOnceMs(history);
  if (hang === undefined) return { ms: leastMs, because: 'what fails at once' };
  const { watchdog } = history.promises;
  // By its settings; what it really took is worth no more than that.
  const promisedMs =
    watchdog === undefined
      ? Number.POSITIVE_INFINITY
      : (watchdog.pollMs + watchdog.probeLimitMs) * watchdog.unhealthyAfter + watchdog.pollMs;
  const measuredMs = (hang.switchedAtMs ?? Number.POSITIVE_INFINITY) - hang.fromMs;
  const ms = Math.min(promisedMs, measuredMs) + leastMs;
  return { ms, because: 'the watchdog’s detection, then as for what fails at once' };
};
