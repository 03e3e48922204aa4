/** What a clock gives back for a timer; only the clock itself looks into it. */
export type ClockTimer = unknown;

/** Time as the toxics know it, real or virtual; a timer never runs before it is due. */
export interface Clock {
  nowMs(): number;
  setTimeout(run: () => void, delayMs: number): ClockTimer;
  clearTimeout(timer: ClockTimer): void;
}
