import type { Life } from '../host/life.ts';

/** A program that asks its clocks more often within one event waits for one of them to move. */
const LOOKS_FREE = 1000;
const LOOK_COST_MS = 0.001;

/** How far the event that runs has got by looking at clocks or by sleeping on the spot. */
const event = { life: undefined as Life | undefined, number: -1, looks: 0, passedMs: 0 };

const enterEvent = (life: Life): void => {
  const number = life.world.kernel.delivered;
  if (event.life === life && event.number === number) return;
  Object.assign(event, { life, number, looks: 0, passedMs: 0 });
};

/** Lets time pass inside of one event: the loop of the life is busy for as long. */
export const passTime = (life: Life, ms: number): void => {
  enterEvent(life);
  event.passedMs += ms;
  life.block(event.passedMs);
};

/**
 * The world's time as the clocks of a running program have it. It stands still within an event, but
 * for a loop that waits for it to pass: that would never end.
 */
export const programNowMs = (life: Life): number => {
  enterEvent(life);
  event.looks += 1;
  if (event.looks > LOOKS_FREE) passTime(life, LOOK_COST_MS);
  return life.world.kernel.nowMs + event.passedMs;
};
