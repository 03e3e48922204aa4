import { type BigIntStats, constants, Stats, statSync } from 'node:fs';
import { type Inode, sizeOf } from '../model/inode.ts';

const kindBits = {
  file: constants.S_IFREG,
  folder: constants.S_IFDIR,
  link: constants.S_IFLNK,
} as const;

// The class is not exported: its prototype is that of any such object. Taken at import, when no
// program of a host is running and the call reaches the real machine.
const bigPrototype: object = Object.getPrototypeOf(statSync('/', { bigint: true }));

const numbersOf = (inode: Inode, device: number) => {
  const size = sizeOf(inode);
  const folders = inode.kind === 'folder' ? [...inode.entries.values()] : [];
  const inside = folders.filter(({ kind }) => kind === 'folder').length;
  return {
    dev: device,
    mode: kindBits[inode.kind] | inode.mode,
    // A folder is linked by its own `.` and by the `..` of each folder inside.
    nlink: inode.kind === 'folder' ? (inode.links === 0 ? 0 : 2 + inside) : inode.links,
    uid: inode.uid,
    gid: inode.gid,
    rdev: 0,
    blksize: 4096,
    ino: inode.number,
    size,
    blocks: inode.kind === 'file' ? Math.ceil(size / 4096) * 8 : inode.kind === 'folder' ? 8 : 0,
  };
};

const timesOf = ({ accessedMs, modifiedMs, changedMs, bornMs }: Inode) => ({
  atimeMs: accessedMs,
  mtimeMs: modifiedMs,
  ctimeMs: changedMs,
  birthtimeMs: bornMs,
});

const toBig = (record: Readonly<Record<string, number>>): Record<string, bigint> =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, BigInt(Math.floor(value))]),
  );

/** Node's `Stats` of an inode; they answer `instanceof` and all their questions. */
export const toStats = (inode: Inode, device: number, big: boolean): Stats | BigIntStats => {
  const numbers = numbersOf(inode, device);
  const times = timesOf(inode);
  if (!big) {
    // The prototype's methods ask for nothing but these fields.
    const stats = Object.create(Stats.prototype) as Stats;
    return Object.assign(stats, numbers, times);
  }
  const nanoseconds = Object.fromEntries(
    Object.entries(times).map(([name, ms]) => [
      name.replace('Ms', 'Ns'),
      BigInt(Math.round(ms * 1000)) * 1000n,
    ]),
  );
  // As above: the fields are all that the methods need.
  const stats = Object.create(bigPrototype) as BigIntStats;
  return Object.assign(stats, toBig(numbers), toBig(times), nanoseconds);
};

/** What `fstat` says of a standard output that a collector reads: a pipe. */
export const pipeStats = (): Stats =>
  Object.assign(
    // As above.
    Object.create(Stats.prototype) as Stats,
    { dev: 0, mode: constants.S_IFIFO | 0o600, nlink: 1, uid: 0, gid: 0, rdev: 0, blksize: 4096 },
    { ino: 1, size: 0, blocks: 0, atimeMs: 0, mtimeMs: 0, ctimeMs: 0, birthtimeMs: 0 },
  );
