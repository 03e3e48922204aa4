import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, runTwice } from './run-twice.ts';

const program = join(import.meta.dirname, 'fixture/pino-program.ts');

const EPOCH_MS = Date.UTC(2030, 0, 1);

const runUntilEnd = (env: Readonly<Record<string, string>>, end: 'SIGKILL' | 'SIGTERM') =>
  runTwice({ program: { run: program, env } }, 1, async (world) => {
    world.start();
    await world.runFor(1050);
    world.host('program').terminate(end);
    await world.runFor(10);
  });

describe('pino', () => {
  it('has written every line in virtual time when its process is killed', async () => {
    const run = await runUntilEnd({}, 'SIGKILL');
    const lines = linesOf(run, 'program').map((line) => JSON.parse(line));
    expect(lines.map(({ tick }) => tick)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const { time, tick, secret, part } of lines) {
      expect(Math.abs(time - EPOCH_MS - tick * 100)).toBeLessThan(20);
      expect([secret, part]).toEqual(['[Redacted]', 'ticker']);
    }
    expect(run.ends).toEqual(['program SIGKILL']);
  });

  it('loses what it kept in memory when its process is killed, and not when it may flush', async () => {
    const killed = await runUntilEnd({ ASYNC: 'yes' }, 'SIGKILL');
    expect(linesOf(killed, 'program')).toEqual([]);
    const stopped = await runUntilEnd({ ASYNC: 'yes' }, 'SIGTERM');
    const lines = linesOf(stopped, 'program').map((line) => JSON.parse(line));
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toMatchObject({ msg: 'goodbye', level: 40 });
    expect(stopped.ends).toEqual(['program 0']);
  });
});
