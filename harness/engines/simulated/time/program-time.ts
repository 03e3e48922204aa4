import type { Life } from '../host/life.ts';

/** A program that asks its clocks more often within one event waits for one of them to move. */
const LOOKS_FREE = 1000;
const LOOK_COST_MS = 0.001;

/** What has become of the event that runs. */
const presentOf = (life: Life): Life['present'] => {
  const { present } = life;
  const event = life.world.kernel.delivered;
  if (present.event !== event) {
    present.event = event;
    present.looks = 0;
    present.passedMs = 0;
  }
  return present;
};

/** Lets time pass inside of one event: the loop of the life is busy for as long. */
export const passTime = (life: Life, ms: number): void => {
  const present = presentOf(life);
  present.passedMs += ms;
  life.block(present.passedMs);
};

/**
 * The world's time as the clocks of a running program have it. It stands still within an event, but
 * for a loop that waits for it to pass: that would never end.
 */
export const programNowMs = (life: Life): number => {
  const present = presentOf(life);
  present.looks += 1;
  if (present.looks > LOOKS_FREE) passTime(life, LOOK_COST_MS);
  return life.world.kernel.nowMs + present.passedMs;
};
