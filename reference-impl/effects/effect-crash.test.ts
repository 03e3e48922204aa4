import { expect, test } from 'vitest';
import { createRng } from '../../harness/core/rng.ts';
import { putFolderAtRest } from '../../harness/engines/simulated/disk/model/at-rest.ts';
import { Disk } from '../../harness/engines/simulated/disk/model/disk.ts';
import { losePower } from '../../harness/engines/simulated/disk/model/power-loss.ts';
import { createFileCalls } from '../../harness/engines/simulated/engine/file-calls.ts';
import { hostFiles } from '../../harness/engines/simulated/engine/host-files.ts';
import { simulate } from '../../harness/engines/simulated/simulate.ts';
import { publishOnce, readPublished } from './publish-once.ts';

/** Kills a publisher before its nth file call, takes the power away, and reads what is left. */
async function crashBefore(nth: number, seed: number) {
  const disk = new Disk({ nowMs: 0 });
  putFolderAtRest(disk, '/effects');
  const calls = createFileCalls();
  return simulate({ a: { files: hostFiles(disk, [], calls) } }, { seed }, async (world) => {
    let published = false;
    let isReached = false;
    const cancel = calls.before({ nth }, () => {
      isReached = true;
      world.host('a').kill();
    });
    const publishing = world.on('a', async () => {
      await publishOnce('/effects', 'k', { answer: 'yes' });
      published = true;
    });
    await publishing.catch((error: unknown) => {
      if (!isReached) throw error;
    });
    cancel();
    losePower(disk, { rng: createRng(seed, `power/${nth}`) });
    const found = await world.on('a', () => readPublished('/effects', 'k'));
    return { published, isReached, found };
  });
}

test('ruling 7: what was published survives a power loss, and half an effect is never read', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    let calls = 0;
    for (let isReached = true; isReached; calls += 1) {
      const crash = await crashBefore(calls + 1, seed);
      isReached = crash.isReached;
      const allowed = crash.published ? [{ answer: 'yes' }] : [undefined, { answer: 'yes' }];
      expect(allowed).toContainEqual(crash.found);
    }
    expect(calls).toBeGreaterThan(4);
  }
});
