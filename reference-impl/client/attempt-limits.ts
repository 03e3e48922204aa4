import type { LimitPhase } from './attempt-outcome.ts';

/** Time limits of one attempt, in milliseconds. */
export interface Limits {
  readonly connectMs: number;
  /** From the whole request having left to the answer's head, then from one piece to the next. */
  readonly readMs: number;
  /** For handing over the request once connected; `readMs` when left out. */
  readonly writeMs?: number;
  /** For getting a connection out of a full pool; `connectMs` when left out. */
  readonly poolMs?: number;
  /** For the attempt as a whole; none when left out. */
  readonly totalMs?: number;
}

/** The clock of one attempt: one phase runs at a time, beside the limit on the whole. */
export interface AttemptClock {
  enter(phase: Exclude<LimitPhase, 'total'>): void;
  stop(): void;
}

/** Starts the clock of an attempt; `onExpired` hears at most one limit. */
export function startAttemptClock(
  limits: Limits,
  onExpired: (phase: LimitPhase, limitMs: number) => void,
): AttemptClock {
  let phaseTimer: NodeJS.Timeout | undefined;
  let phaseNow: LimitPhase | undefined;
  let stopped = false;
  const stop = () => {
    stopped = true;
    clearTimeout(phaseTimer);
    clearTimeout(totalTimer);
  };
  const arm = (phase: LimitPhase, limitMs: number) =>
    setTimeout(() => {
      stop();
      onExpired(phase, limitMs);
    }, limitMs);
  const totalTimer = limits.totalMs === undefined ? undefined : arm('total', limits.totalMs);
  return {
    enter(phase) {
      if (stopped) return;
      if (phase === phaseNow) {
        phaseTimer?.refresh();
        return;
      }
      clearTimeout(phaseTimer);
      phaseNow = phase;
      phaseTimer = arm(phase, limitOf(limits, phase));
    },
    stop,
  };
}

function limitOf(limits: Limits, phase: Exclude<LimitPhase, 'total'>): number {
  switch (phase) {
    case 'pool':
      return limits.poolMs ?? limits.connectMs;
    case 'connect':
      return limits.connectMs;
    case 'write':
      return limits.writeMs ?? limits.readMs;
    case 'read':
      return limits.readMs;
  }
}
