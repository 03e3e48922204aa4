import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { checkpointNames, readCheckpoints, writeCheckpoint } from './daemon-checkpoint.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'daemon-checkpoint-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const checkpoint = (cycle: number) => ({
  last_cycle_utc: `2030-01-01T00:00:${String(cycle % 60).padStart(2, '0')}.000Z`,
  last_status: 'ok',
  last_report_dir: `output/cycle-${cycle}`,
  cycle,
  generation: 1,
});

test('B1: the current file names the last cycle, its status and its report', async () => {
  const folder = newFolder();
  await writeCheckpoint(folder, checkpoint(7), 3);
  const text = readFileSync(join(folder, 'daemon_checkpoint.json'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    last_cycle_utc: '2030-01-01T00:00:07.000Z',
    last_status: 'ok',
    last_report_dir: 'output/cycle-7',
  });
});

test('B1: the history never exceeds its bound, and ends with the last checkpoint', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 12 }),
      async (historyMax, cycles) => {
        const folder = newFolder();
        for (let cycle = 1; cycle <= cycles; cycle += 1) {
          await writeCheckpoint(folder, checkpoint(cycle), historyMax);
          const text = readFileSync(
            join(folder, 'checkpoint_history', 'checkpoints.jsonl'),
            'utf8',
          );
          expect(text.trim().split('\n')).toHaveLength(Math.min(cycle, historyMax));
        }
        const { history, newest } = await readCheckpoints(folder);
        const first = Math.max(1, cycles - historyMax + 1);
        expect(history.map(({ cycle }) => cycle)).toEqual(
          Array.from({ length: cycles - first + 1 }, (_, place) => first + place),
        );
        expect(newest?.cycle).toBe(cycles);
      },
    ),
    { numRuns: 25 },
  );
});

test('B1: a cycle that runs again has one line in the history', async () => {
  const folder = newFolder();
  for (const cycle of [1, 2, 2]) await writeCheckpoint(folder, checkpoint(cycle), 10);
  const { history } = await readCheckpoints(folder);
  expect(history.map(({ cycle }) => cycle)).toEqual([1, 2]);
});

test.each([
  ['the current file', checkpointNames.current, 3],
  ['the history', checkpointNames.history, 3],
])('B1: damage of %s is named, and the other one serves', async (_what, name, expected) => {
  const folder = newFolder();
  for (const cycle of [1, 2, 3]) await writeCheckpoint(folder, checkpoint(cycle), 10);
  writeFileSync(join(folder, name), '{"cycle": 9, "last_');
  const { newest, damaged } = await readCheckpoints(folder);
  expect(newest?.cycle).toBe(expected);
  expect(damaged).toEqual([`${name}:1`]);
});

test('B1: whatever bytes lie in the files, reading gives a checkpoint or none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.boolean(), async (bytes, isHistory) => {
      const folder = newFolder();
      mkdirSync(join(folder, 'checkpoint_history'));
      const name = isHistory ? checkpointNames.history : checkpointNames.current;
      writeFileSync(join(folder, name), bytes);
      expect((await readCheckpoints(folder)).newest).toBeUndefined();
    }),
    { numRuns: 40 },
  );
});

test('B1: without any file there is no past', async () => {
  expect(await readCheckpoints(newFolder())).toEqual({
    ...{ newest: undefined, history: [], damaged: [] },
  });
});

test('B1: kill -9 at any instant leaves what was written last, or one newer', async () => {
  const program = fileURLToPath(new URL('./fixture/checkpoint-forever.ts', import.meta.url));
  for (const after of [3, 17, 40]) {
    const folder = newFolder();
    const child = spawn(process.execPath, [program, folder, '5'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = Number(line);
      if (last === after) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const { newest, damaged, history } = await readCheckpoints(folder);
    expect(damaged).toEqual([]);
    expect([last, last + 1]).toContain(newest?.cycle);
    expect(history.length).toBeLessThanOrEqual(5);
  }
});
