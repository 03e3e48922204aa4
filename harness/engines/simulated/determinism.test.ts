import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { traceOfRun } from './fixture/trace-of-run.ts';
import { firstDifference } from './kernel/trace.ts';

const inFreshProcess = async (seed: number): Promise<string> => {
  const program = join(import.meta.dirname, 'fixture/trace-of-run.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(seed)]);
  return stdout;
};

describe('one seed', () => {
  it('gives one trace, event by event, however many runs came before', async () => {
    const first = await traceOfRun(1, { keepTrace: true });
    await traceOfRun(7);
    const again = await traceOfRun(1, { keepTrace: true });
    expect(firstDifference(first.lines, again.lines)).toBeUndefined();
    expect(again.hash).toBe(first.hash);
    expect(first.count).toBeGreaterThan(300);
  });

  it('gives the same trace in a fresh process, and in other order', async () => {
    const [third, second] = [await traceOfRun(3), await traceOfRun(2)];
    const fresh = await Promise.all([inFreshProcess(2), inFreshProcess(3)]);
    expect(fresh).toEqual([second.hash, third.hash]);
  });
});

describe("Node's own fetch and the lean one", () => {
  it('give the same trace, byte by byte on the wire', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const builtIn = await traceOfRun(seed, { keepTrace: true, fetch: 'built-in' });
      const lean = await traceOfRun(seed, { keepTrace: true, fetch: 'lean' });
      expect(firstDifference(builtIn.lines, lean.lines)).toBeUndefined();
    }
  });
});

describe('another seed', () => {
  it('gives another trace', async () => {
    const hashes = new Set<string>();
    for (let seed = 10; seed < 20; seed++) hashes.add((await traceOfRun(seed)).hash);
    expect(hashes.size).toBe(10);
  });
});
