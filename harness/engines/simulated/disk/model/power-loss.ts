import type { Rng } from '../../../../core/rng.ts';
import type { Disk } from './disk.ts';
import { chooseData, chooseNames, type LossPolicy, lossPolicies } from './loss-policy.ts';
import { type NameChange, redoName, undoNames } from './name-change.ts';

/** How a power loss is drawn. */
export interface PowerLoss {
  readonly rng: Rng;
  /** Drawn for the names and for each file when absent. */
  readonly policy?: LossPolicy;
  /** The host that loses power: only what it wrote is lost. All hosts when absent. */
  readonly writer?: string;
}

/** What a power loss took away. */
export interface PowerLossCounts {
  readonly [name: string]: number;
  readonly writesLost: number;
  readonly bytesLost: number;
  readonly namesLost: number;
}

/** Without this name, what another host has put there would be gone, too: it has reached the disk. */
const bearsOthersWork = (disk: Disk, { writer, edits }: NameChange): boolean =>
  edits.some(
    ({ after }) =>
      after !== undefined &&
      disk.hasOtherWriter(after, writer) &&
      !edits.some(({ before }) => before === after),
  );

const loseNames = (disk: Disk, { rng, policy, writer }: PowerLoss): number => {
  const pending = [...disk.pendingNames];
  const isOwn = (own: string) => writer === undefined || own === writer;
  const drawn = policy ?? rng.pick(lossPolicies);
  const survives = chooseNames(pending.filter((one) => isOwn(one.writer)).length, drawn, rng);
  for (const change of pending.toReversed()) undoNames(change);
  let own = 0;
  let lost = 0;
  for (const change of pending) {
    const isKept =
      !isOwn(change.writer) ||
      survives[own++] === true ||
      (writer !== undefined && bearsOthersWork(disk, change));
    if (isKept) for (const edit of change.edits) redoName(edit);
    else lost += 1;
    if (!isOwn(change.writer)) continue;
    disk.pendingNames.delete(change);
    for (const { folder } of change.edits) folder.pending.delete(change);
  }
  return lost;
};

const loseData = (disk: Disk, { rng, policy, writer }: PowerLoss) => {
  let writesLost = 0;
  let bytesLost = 0;
  for (const file of disk.dirty) {
    const drawn = policy ?? rng.pick(lossPolicies);
    file.bytes.losePower(
      (own) => writer === undefined || own === writer,
      (undone) => {
        const pieces = chooseData(undone, drawn, rng);
        const written = undone.reduce((sum, { after }) => sum + after.length, 0);
        const kept = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
        if (kept < written) bytesLost += written - kept;
        writesLost += Math.max(0, undone.length - pieces.length, kept < written ? 1 : 0);
        return pieces;
      },
    );
    if (!file.bytes.hasPending) disk.dirty.delete(file);
  }
  return { writesLost, bytesLost };
};

/**
 * Takes from a disk what was not synced, as the policy says; what survives is durable from then on.
 * Whoever calls it also ends the processes of the host: their descriptors mean nothing any more.
 */
export const losePower = (disk: Disk, loss: PowerLoss): PowerLossCounts => {
  const namesLost = loseNames(disk, loss);
  const data = loseData(disk, loss);
  disk.recount();
  return { ...data, namesLost };
};
