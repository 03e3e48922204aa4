import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, runTwice, whenTold } from './run-twice.ts';

const client = join(import.meta.dirname, 'fixture/undici-client.ts');
const server = join(import.meta.dirname, 'fixture/flaky-server.ts');

describe("undici's retry agent", () => {
  it('waits as it is told, tries again after a reset, and goes on in the middle of an answer', async () => {
    const run = await runTwice({ client, server }, 1, async (world) => {
      world.start('server');
      await world.runFor(10);
      world.start('client');
      await world.runFor(60_000);
    });
    expect(linesOf(run, 'server')).toEqual([
      'attempt 0 undefined',
      'attempt 1 undefined',
      'attempt 2 undefined',
      'attempt 3 bytes=10-27',
    ]);
    const [answer] = linesOf(run, 'client');
    expect(answer).toMatch(/^200 the whole of a longer answer after \d+$/);
    const atMs = (attempt: number) => whenTold(run, 'server', `attempt ${attempt}`);
    const firstMs = atMs(1) - atMs(0);
    expect(firstMs).toBeGreaterThanOrEqual(1999);
    expect(firstMs).toBeLessThan(2020);
    // 500 ms, doubled with each attempt of the same request.
    const secondMs = atMs(2) - atMs(1);
    expect(secondMs).toBeGreaterThanOrEqual(499);
    expect(secondMs).toBeLessThan(1020);
    expect(run.ends).toContain('client 0');
  });

  it('gives up on a server that is gone, after all its waits', async () => {
    const run = await runTwice({ client, server }, 2, async (world) => {
      world.start('client');
      await world.runFor(60_000);
    });
    const [line] = linesOf(run, 'client');
    const [, tookMs] = /^ECONNREFUSED .* after (\d+)$/.exec(line ?? '') ?? [];
    // 500 + 1000 + 2000 + 4000 ms, with a lateness of 1 ms and a refusal each.
    expect(Number(tookMs)).toBeGreaterThanOrEqual(7496);
    expect(Number(tookMs)).toBeLessThan(7520);
  });
});
