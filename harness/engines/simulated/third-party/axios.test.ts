import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, runTwice } from './run-twice.ts';

const client = join(import.meta.dirname, 'fixture/axios-client.ts');
const server = join(import.meta.dirname, 'fixture/json-server.ts');

describe('axios', () => {
  it('gives up a hung server by its own time limit, then finds it gone, then back', async () => {
    const run = await runTwice({ client, server }, 1, async (world) => {
      world.host('server').start({ SILENT: 'yes' });
      await world.runFor(100);
      world.start('client');
      // The first attempt hangs; the second finds nobody, and so does the third.
      await world.runFor(1300);
      world.host('server').kill();
      await world.runFor(2000);
      world.start('server');
      await world.runFor(20_000);
    });
    const lines = linesOf(run, 'client');
    expect(lines[0]).toMatch(/^attempt 0 ECONNABORTED (999|100\d)$/);
    expect(lines[1]).toMatch(/^attempt 1 ECONNREFUSED \d$/);
    expect(lines[2]).toMatch(/^attempt 2 ECONNREFUSED \d$/);
    expect(lines[3]).toBe('attempt 3 200 {"ok":true}');
    const [first, , , last] = run.told.filter(({ host }) => host === 'client');
    // Waits of 500, 1000 and 2000 ms lie between the first failure and the answer.
    const waitedMs = (last?.atMs ?? 0) - (first?.atMs ?? 0);
    expect(waitedMs).toBeGreaterThanOrEqual(3497);
    expect(waitedMs).toBeLessThan(3550);
    expect(run.ends).toContain('client 0');
  });
});
