import type { RunClock } from '../../live/run-clock.ts';
import type { SimulatedWorld } from '../world.ts';

const HOUR_MS = 3_600_000;
const NS_PER_MS = 1e6;

/**
 * The world's time as the hosts that do the harness's own work read it: they are booted with the
 * world, so that their monotonic clock and this one are the same number.
 */
export const worldClockMs = (world: SimulatedWorld): number =>
  Math.round(world.nowMs * NS_PER_MS) / NS_PER_MS;

/** The clock of a run in virtual time. */
export const createSimulatedClock = (world: SimulatedWorld): RunClock => {
  const nowMs = () => worldClockMs(world);
  let zeroMs: number | undefined;
  // Before the zero is known, times still have to grow and to be negative.
  const zero = () => zeroMs ?? HOUR_MS;
  return {
    get zeroMs() {
      return zeroMs;
    },
    nowMs: () => nowMs() - zero(),
    begin: () => {
      if (zeroMs !== undefined) throw new Error('begin: it was called before; call it once');
      zeroMs = nowMs();
    },
    toRunMs: (monotonic) => monotonic - zero(),
    toMonotonicMs: (run) => run + zero(),
    // Lines are heard as they are written: their own time may be skewed, ours is not.
    wallToMonotonicMs: nowMs,
  };
};
