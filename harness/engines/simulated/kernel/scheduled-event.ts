import type { Owner } from './owner.ts';

/** Something that will happen at a virtual time, in a life or in the machinery between lives. */
export interface ScheduledEvent {
  readonly timeMs: number;
  /** Decides between events of one instant that have different owners; drawn from the seed. */
  readonly tie: number;
  /** Order of scheduling: decides between events of one instant and one owner. */
  readonly seq: number;
  readonly owner: Owner;
  /** What happens; null once it happened or was cancelled. */
  run: (() => void) | null;
}

/** Whether one event comes before another. */
export const isBefore = (one: ScheduledEvent, other: ScheduledEvent): boolean => {
  if (one.timeMs !== other.timeMs) return one.timeMs < other.timeMs;
  if (one.tie !== other.tie) return one.tie < other.tie;
  return one.seq < other.seq;
};
