import { spawnSync } from 'node:child_process';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import type { Json } from './checkpoint-saver.ts';
import { createMemorySaver } from './memory-saver.ts';
import { type RunStep, runWithResume } from './run-with-resume.ts';

const options = (more: { readonly steps: readonly RunStep[]; readonly restartsMax?: number }) => ({
  saver: createMemorySaver(),
  threadId: 'run',
  initial: '' as Json,
  restartsMax: 0,
  log: createMemoryLog(),
  ...more,
});

test('U9: whatever steps throw, only the step that threw runs again', async () => {
  const throwsByStep = fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(throwsByStep, async (throwsOf) => {
      const runs = throwsOf.map(() => 0);
      const steps = throwsOf.map((times, place) => ({
        name: `s${place}`,
        async run(state: Json) {
          runs[place] = (runs[place] ?? 0) + 1;
          if ((runs[place] ?? 0) <= times) throw new Error('crashed');
          return `${String(state)}${place}`;
        },
      }));
      const restartsMax = throwsOf.reduce((sum, times) => sum + times, 0);
      const run = options({ steps, restartsMax });
      expect(await runWithResume(run)).toBe(throwsOf.map((_times, place) => place).join(''));
      expect(runs).toEqual(throwsOf.map((times) => times + 1));
      expect(run.log.events('restarted')).toHaveLength(restartsMax);
    }),
  );
});

test('U9: the restarts of one life are bounded, and the error of the step comes out', async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
    throw new Error(`crash ${runs}`);
  };
  const asked = runWithResume(options({ steps: [{ name: 'a', run }], restartsMax: 2 }));
  await expect(asked).rejects.toThrow('crash 3');
});

test('U9: a run that is over is not run again', async () => {
  let runs = 0;
  const run = options({
    steps: [{ name: 'a', run: async () => `${++runs}` }],
  });
  expect(await runWithResume(run)).toBe('1');
  expect(await runWithResume(run)).toBe('1');
});

test('U9: steps that are not those of the checkpoint are refused', async () => {
  const run = options({ steps: [{ name: 'a', run: async () => 1 }] });
  await runWithResume(run);
  const changed = { ...run, steps: [{ name: 'b', run: async () => 2 }] };
  await expect(runWithResume(changed)).rejects.toThrow(
    'saved after step 1 "a", but that step now is "b"',
  );
});

test('U9: a process killed in a step and started again goes on with that step', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'resume-'));
  const program = fileURLToPath(new URL('./fixture/run-steps.ts', import.meta.url));
  const trail = join(folder.path, 'trail');
  const start = (...dieIn: readonly string[]) =>
    spawnSync(process.execPath, [program, join(folder.path, 'run.db'), trail, ...dieIn], {
      encoding: 'utf8',
    });
  expect(start('a').signal).toBe('SIGKILL');
  expect(start('c').signal).toBe('SIGKILL');
  expect(start().stdout).toBe('abcd');
  expect((await readFile(trail, 'utf8')).split('\n').join('')).toBe('aabccd');
});
