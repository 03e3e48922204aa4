import { expect, it } from 'vitest';
import { realClock } from './real-clock.ts';

it.each([0.2, 0.9, 1.5, 7.3])('never runs a timer of %d ms early', async (delayMs) => {
  for (let round = 0; round < 20; round++) {
    const startMs = realClock.nowMs();
    const endMs = await new Promise<number>((resolve) => {
      realClock.setTimeout(() => resolve(realClock.nowMs()), delayMs);
    });
    expect(endMs - startMs).toBeGreaterThanOrEqual(delayMs);
  }
});

it.each([0.5, 1])('does not run a timer of %d ms that was cleared', async (delayMs) => {
  const ran: string[] = [];
  realClock.clearTimeout(realClock.setTimeout(() => ran.push('cleared'), delayMs));
  await new Promise<void>((resolve) => {
    realClock.setTimeout(resolve, delayMs * 4);
  });
  expect(ran).toEqual([]);
});
