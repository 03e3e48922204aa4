import { expect, test } from 'vitest';
import { createRng } from '../../harness/core/rng.ts';
import { putFolderAtRest } from '../../harness/engines/simulated/disk/model/at-rest.ts';
import { Disk } from '../../harness/engines/simulated/disk/model/disk.ts';
import { losePower } from '../../harness/engines/simulated/disk/model/power-loss.ts';
import { createFileCalls } from '../../harness/engines/simulated/engine/file-calls.ts';
import { hostFiles } from '../../harness/engines/simulated/engine/host-files.ts';
import { simulate } from '../../harness/engines/simulated/simulate.ts';
import { readCheckpoints, writeCheckpoint } from './daemon-checkpoint.ts';

const cycles = 3;
const checkpoint = (cycle: number) => ({
  last_cycle_utc: '2030-01-01T00:00:00.000Z',
  last_status: 'ok',
  last_report_dir: `output/cycle-${cycle}`,
  cycle,
  generation: 1,
});

/** Kills a writer of checkpoints before its nth file call, and reads what is left. */
async function crashBefore(nth: number, power: 'stays' | 'goes', seed: number) {
  const disk = new Disk({ nowMs: 0 });
  putFolderAtRest(disk, '/data');
  const calls = createFileCalls();
  return simulate({ a: { files: hostFiles(disk, [], calls) } }, { seed }, async (world) => {
    let written = 0;
    let isReached = false;
    const cancel = calls.before({ nth }, () => {
      isReached = true;
      world.host('a').kill();
    });
    const writing = world.on('a', async () => {
      for (let cycle = 1; cycle <= cycles; cycle += 1) {
        await writeCheckpoint('/data', checkpoint(cycle), 2);
        written = cycle;
      }
    });
    await writing.catch((error: unknown) => {
      if (!isReached) throw error;
    });
    cancel();
    if (power === 'goes') losePower(disk, { rng: createRng(seed, `power/${nth}`) });
    const past = await world.on('a', () => readCheckpoints('/data'));
    return { written, isReached, past };
  });
}

test.each(['stays', 'goes'] as const)(
  'B1: a crash before any file call leaves a whole checkpoint, the power %s',
  async (power) => {
    const seeds = power === 'goes' ? [1, 2, 3, 4, 5] : [1];
    for (const seed of seeds) {
      let calls = 0;
      for (let isReached = true; isReached; calls += 1) {
        const crash = await crashBefore(calls + 1, power, seed);
        isReached = crash.isReached;
        const { newest, history, damaged } = crash.past;
        expect(damaged).toEqual([]);
        expect([crash.written, crash.written + 1]).toContain(newest?.cycle ?? 0);
        expect(history.length).toBeLessThanOrEqual(2);
      }
      expect(calls).toBeGreaterThan(30);
    }
  },
);
