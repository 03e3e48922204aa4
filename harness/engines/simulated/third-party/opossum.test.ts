import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, runTwice, whenTold } from './run-twice.ts';

const client = join(import.meta.dirname, 'fixture/opossum-client.ts');
const server = join(import.meta.dirname, 'fixture/json-server.ts');

/** Its own timer makes it half-open: a millisecond of lateness and one of rounding. */
const LATENESS_MS = 2;

describe("opossum's circuit breaker", () => {
  it('opens on refusals, half-opens by its own timer, and closes on an answer', async () => {
    const run = await runTwice({ client, server }, 1, async (world) => {
      world.start();
      await world.runFor(2000);
      world.host('server').kill();
      await world.runFor(5000);
      world.start('server');
      await world.runFor(53_000);
      world.host('client').terminate();
      await world.runFor(100);
    });
    const lines = linesOf(run, 'client');
    expect(lines.slice(0, 3)).toEqual(['open', 'halfOpen', 'close']);
    const openMs = whenTold(run, 'client', 'open');
    expect(openMs).toBeGreaterThan(2000);
    const shutMs = whenTold(run, 'client', 'halfOpen') - openMs;
    expect(Math.abs(shutMs - 10_000)).toBeLessThanOrEqual(LATENESS_MS);
    // Its statistics turn in virtual time: ten a second would be real haste, none a real clock.
    const [, count] = /^snapshots (\d+)$/.exec(lines.at(-1) ?? '') ?? [];
    expect(Number(count)).toBeGreaterThanOrEqual(59);
    expect(Number(count)).toBeLessThanOrEqual(60);
  });

  it('counts a server that hangs as failing, by its time limit', async () => {
    const run = await runTwice({ client, server }, 2, async (world) => {
      world.start();
      await world.runFor(1000);
      world.host('server').pause();
      await world.runFor(8000);
      world.host('client').kill();
    });
    const lines = linesOf(run, 'client');
    expect(lines).toContain('open');
    expect(whenTold(run, 'client', 'timeout')).toBeGreaterThanOrEqual(1999);
    expect(whenTold(run, 'client', 'timeout')).toBeLessThan(2250);
  });
});
