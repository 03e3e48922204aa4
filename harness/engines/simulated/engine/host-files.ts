import { AsyncResource } from 'node:async_hooks';
import type { Mount } from '../disk/calls/mounts.ts';
import type { DiskHost } from '../disk/disk-host.ts';
import type { DiskOperation } from '../disk/disk-operation.ts';
import { createFileFace } from '../disk/face/create-file-face.ts';
import type { Disk } from '../disk/model/disk.ts';
import type { FileSystemFace } from '../host/file-system-face.ts';
import type { Life } from '../host/life.ts';
import { createFileCalls, type FileCalls } from './file-calls.ts';

/** Of an ordinary solid-state disk; the tail is drawn. */
const FSYNC_MS = 0.6;
const CALL_MS = 0.02;

/** What a disk needs of a life's machine. */
const diskHostOf = (life: Life, calls: FileCalls): DiskHost => {
  const { kernel } = life.world;
  const cost = life.rng.fork('disk-cost');
  const costMs = (operation: DiskOperation) =>
    (operation === 'fsync' ? FSYNC_MS : CALL_MS) * (0.5 - Math.log(1 - cost.next()));
  return {
    // Callbacks belong to whoever called.
    later: (delayMs, run) => {
      const frame = new AsyncResource('SimulatedFileCall');
      kernel.after(delayMs, life, () => frame.runInAsyncScope(run));
    },
    hold: () => life.hold(),
    holdUp: (delayMs) => life.block(delayMs),
    costMs,
    record: (event) => {
      const { phase, operation, path, dest = '', error = '' } = event;
      if (phase === 'begin') calls.begin(life, event);
      else kernel.note(life.host.name, ['fs', operation, path, dest, error]);
    },
    nowMs: () => life.host.clock.wallMs(life.world.nowMs),
    random: life.rng.fork('disk'),
  };
};

/** The file system of each life of a host: its own disk, and the volumes that it mounts. */
export const hostFiles =
  (
    disk: Disk,
    volumes: readonly Mount[],
    calls = createFileCalls(),
  ): ((life: Life) => FileSystemFace) =>
  (life) =>
    createFileFace({ host: diskHostOf(life, calls), hostName: life.host.name, disk, volumes });
