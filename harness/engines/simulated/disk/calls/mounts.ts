import { posix } from 'node:path';
import type { Disk } from '../model/disk.ts';
import { createFolder, type FolderInode, type Inode } from '../model/inode.ts';

/** A disk at a path of a host; the same disk may be mounted in several hosts. */
export interface Mount {
  readonly path: string;
  readonly disk: Disk;
}

/** Where a path lies: on which disk, and there by which path. */
export interface DiskPlace {
  readonly disk: Disk;
  readonly path: string;
}

/** Puts a folder where a disk shall be mounted, durable, as an installer would have. */
const mountPoint = (root: Disk, path: string): FolderInode => {
  let folder = root.root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    let next: Inode | undefined = folder.entries.get(name);
    if (next === undefined) {
      const { uid, gid, bornMs: nowMs } = root.root;
      next = createFolder({ number: root.nextNumber(), mode: 0o755, uid, gid, nowMs });
      next.links = 1;
      next.home = { folder, name };
      folder.entries.set(name, next);
    }
    if (next.kind !== 'folder') throw new Error(`mount ${path}: ${name} is not a folder`);
    folder = next;
  }
  return folder;
};

/** The disks of one host: its own at `/`, shared volumes below it. */
export class Mounts {
  readonly root: Disk;
  readonly disks: readonly Disk[];
  readonly #covered = new Map<FolderInode, Disk>();
  readonly #deepestFirst: readonly Mount[];

  constructor(root: Disk, volumes: readonly Mount[] = []) {
    this.root = root;
    this.disks = [root, ...volumes.map(({ disk }) => disk)];
    for (const { path, disk } of volumes) this.#covered.set(mountPoint(root, path), disk);
    this.#deepestFirst = volumes.toSorted((one, other) => other.path.length - one.path.length);
  }

  /** The disk whose top covers a folder. */
  covering(folder: FolderInode): Disk | undefined {
    return this.#covered.size === 0 ? undefined : this.#covered.get(folder);
  }

  /** Where a path lies by its text alone, for rules; symbolic links are not followed. */
  locate(path: string): DiskPlace {
    const clean = posix.normalize(path).replace(/(?<=.)\/$/, '');
    for (const mount of this.#deepestFirst) {
      if (clean === mount.path) return { disk: mount.disk, path: '/' };
      if (clean.startsWith(`${mount.path}/`)) {
        return { disk: mount.disk, path: clean.slice(mount.path.length) };
      }
    }
    return { disk: this.root, path: clean };
  }
}
