import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, runTwice, whenTold } from './run-twice.ts';

const client = join(import.meta.dirname, 'fixture/cockatiel-client.ts');
const server = join(import.meta.dirname, 'fixture/json-server.ts');

/** A breaker of cockatiel changes when it is asked, five times a second; timers add a little. */
const LATENESS_MS = 200 + 5;

describe("cockatiel's circuit breaker", () => {
  it('opens on refusals, tries again after its time, and closes on an answer', async () => {
    const run = await runTwice({ client, server }, 1, async (world) => {
      world.start();
      await world.runFor(2000);
      world.host('server').kill();
      await world.runFor(5000);
      world.start('server');
      await world.runFor(20_000);
    });
    const lines = linesOf(run, 'client');
    expect(lines.filter((line) => line === 'failed fetch failed')).toHaveLength(3);
    expect(lines.filter((line) => line === 'open')).toHaveLength(1);
    const openMs = whenTold(run, 'client', 'open');
    expect(openMs).toBeGreaterThanOrEqual(2000 + 2 * 199);
    expect(openMs).toBeLessThan(2000 + 3 * 205);
    const shutMs = whenTold(run, 'client', 'half-open') - openMs;
    expect(shutMs).toBeGreaterThanOrEqual(10_000 - 1);
    expect(shutMs).toBeLessThan(10_000 + LATENESS_MS);
    expect(lines.slice(-2)).toEqual([
      'closed',
      expect.stringMatching(/^answered after 4\d|50 were/),
    ]);
  });

  it('opens again when the server is still gone at its trial', async () => {
    const run = await runTwice({ client, server }, 2, async (world) => {
      world.start();
      await world.runFor(1000);
      world.host('server').kill();
      await world.runFor(35_000);
    });
    const opens = run.told.filter(({ line }) => line === 'open').map(({ atMs }) => atMs);
    expect(opens).toHaveLength(4);
    for (const [index, atMs] of opens.slice(1).entries()) {
      const apartMs = atMs - (opens[index] ?? 0);
      expect(apartMs).toBeGreaterThanOrEqual(10_000 - 1);
      expect(apartMs).toBeLessThan(10_000 + LATENESS_MS);
    }
  });
});
