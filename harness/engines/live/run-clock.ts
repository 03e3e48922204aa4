import { monotonicMs } from './switchboard/monotonic-ms.ts';

const HOUR_MS = 3_600_000;

/** Turns monotonic times into times of a run, whose zero is the workload's start. */
export interface RunClock {
  /** Monotonic time of the workload's start; undefined before it. */
  readonly zeroMs: number | undefined;
  nowMs(): number;
  begin(): void;
  toRunMs(monotonic: number): number;
  toMonotonicMs(run: number): number;
  /** The monotonic time of a wall-clock time, never later than now. */
  wallToMonotonicMs(wallMs: number): number;
}

/** A clock that has not begun yet: until then its times are negative. */
export const createRunClock = (): RunClock => {
  // Before the zero is known, times still have to grow and to be negative.
  const provisionalZeroMs = monotonicMs() + HOUR_MS;
  const wallOffsetMs = monotonicMs() - Date.now();
  let zeroMs: number | undefined;
  const zero = () => zeroMs ?? provisionalZeroMs;
  return {
    get zeroMs() {
      return zeroMs;
    },
    nowMs: () => monotonicMs() - zero(),
    begin: () => {
      if (zeroMs !== undefined)
        throw new Error('RunClock.begin: it was called before; call it once');
      zeroMs = monotonicMs();
    },
    toRunMs: (monotonic) => monotonic - zero(),
    toMonotonicMs: (run) => run + zero(),
    wallToMonotonicMs: (wallMs) => Math.min(wallMs + wallOffsetMs, monotonicMs()),
  };
};
