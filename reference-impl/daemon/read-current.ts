import { stat } from 'node:fs/promises';
import { type DaemonCheckpoint, readCheckpoints } from './daemon-checkpoint.ts';
import { generationFolder } from './generations.ts';
import type { WriterLock } from './writer-lock.ts';

/** What counts as the daemon's present state. */
export type Current =
  | { readonly kind: 'none' }
  /** A new writer has been chosen and still makes its folder; the old one's no longer counts. */
  | { readonly kind: 'takingOver'; readonly generation: number }
  | {
      readonly kind: 'current';
      readonly generation: number;
      readonly checkpoint: DaemonCheckpoint | undefined;
    };

const looksMost = 3;

/** Reads the present state: that of the newest tenure, and of no other. */
export async function readCurrent(root: string, lock: WriterLock): Promise<Current> {
  for (let look = 1; ; look += 1) {
    const generation = await lock.newest();
    if (generation === 0) return { kind: 'none' };
    const folder = generationFolder(root, { generation });
    const isThere = await stat(folder).then(
      () => true,
      () => false,
    );
    const past = isThere ? await readCheckpoints(folder) : undefined;
    const isStillNewest = (await lock.newest()) === generation;
    if (past !== undefined && isStillNewest) {
      return { kind: 'current', generation, checkpoint: past.newest };
    }
    if (!isThere || look === looksMost) return { kind: 'takingOver', generation };
  }
}
