import type { Exchange, History, SignalEvent } from '../../../harness/core/history.ts';
import {
  beganAtMs,
  endedAtMs,
  hasSucceeded,
} from '../../../harness/invariants/evidence/attempt-times.ts';
import { clockErrorMs } from '../../../harness/invariants/evidence/clock-error.ts';
import { eventsOf } from '../../../harness/invariants/evidence/events-of.ts';
import { type Watchdog, watchdogSignals } from './ha-reports.ts';

/** One probe; `undecided` where link and watchdog contradict each other on its time alone. */
export interface ProbeResult {
  readonly result: 'up' | 'down' | 'undecided';
  readonly fromMs: number;
  readonly toMs: number;
  readonly index: number;
}

/** The watchdog's requests to one core as the link saw them, in order, but for those still open. */
export const probesOf = (history: History, watchdog: Watchdog, core: string): readonly Exchange[] =>
  eventsOf(history, 'exchange')
    .filter((it) => it.from === watchdog.role && it.to === core)
    .filter((it) => it.source === 'client' || it.endedAtMs !== undefined || hasSucceeded(it))
    .toSorted((one, other) => beganAtMs(one) - beganAtMs(other));

/** A probe counts as good when it was answered well and within the limit. */
export const isGoodProbe = (probe: Exchange, watchdog: Watchdog): boolean =>
  hasSucceeded(probe) &&
  endedAtMs(probe) - beganAtMs(probe) <= watchdog.probeLimitMs + clockErrorMs;

const tookMs = ({ value }: SignalEvent): number => (typeof value.ms === 'number' ? value.ms : 0);
const startMs = (signal: SignalEvent): number => signal.atMs - tookMs(signal);

/** The watchdog waited as long as it may, by its own clock. */
const gaveUp = (signal: SignalEvent, { probeLimitMs }: Watchdog): boolean =>
  signal.value.ok === false && tookMs(signal) >= probeLimitMs - clockErrorMs;

/** What the watchdog said of each probe: the nearest of its words that is free. */
const ownWords = (
  probes: readonly Exchange[],
  signals: readonly SignalEvent[],
  nearMs: number,
): ReadonlyMap<Exchange, SignalEvent> => {
  const words = new Map<Exchange, SignalEvent>();
  let free = 0;
  for (const signal of signals) {
    const apart = (probe: Exchange): number => Math.abs(beganAtMs(probe) - startMs(signal));
    const nearest = probes
      .slice(free)
      .filter((probe) => apart(probe) <= nearMs)
      .toSorted((one, other) => apart(one) - apart(other))[0];
    if (nearest === undefined) continue;
    words.set(nearest, signal);
    free = probes.indexOf(nearest) + 1;
  }
  return words;
};

const resultOf = (
  probe: Exchange,
  own: SignalEvent | undefined,
  watchdog: Watchdog,
): ProbeResult['result'] => {
  const isUp = isGoodProbe(probe, watchdog);
  if (own === undefined) return isUp ? 'up' : 'down';
  // A busy machine: the answer was there, and the watchdog had no time to read it.
  if (isUp) return gaveUp(own, watchdog) ? 'undecided' : 'up';
  const wasInTime = own.value.ok === true && tookMs(own) <= watchdog.probeLimitMs + clockErrorMs;
  return hasSucceeded(probe) && wasInTime ? 'undecided' : 'down';
};

/** The probes of one core in order, as link and watchdog saw them together. */
export const probeResults = (
  history: History,
  watchdog: Watchdog,
  target: 'live' | 'candidate',
): readonly ProbeResult[] => {
  const probes = probesOf(history, watchdog, watchdog[target]);
  const signals = watchdogSignals(history, watchdog, 'probe')
    .filter(({ value }) => value.target === target)
    .toSorted((one, other) => startMs(one) - startMs(other));
  const words = ownWords(probes, signals, watchdog.probeLimitMs + clockErrorMs);
  return probes.map((probe) => ({
    result: resultOf(probe, words.get(probe), watchdog),
    fromMs: beganAtMs(probe),
    toMs: endedAtMs(probe),
    index: probe.index,
  }));
};
