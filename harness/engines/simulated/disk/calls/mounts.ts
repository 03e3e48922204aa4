import { posix } from 'node:path';
import { inodeAtRest, putFolderAtRest } from '../model/at-rest.ts';
import type { Disk } from '../model/disk.ts';
import type { FolderInode } from '../model/inode.ts';

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

/** The disks of one host: its own at `/`, shared volumes below it. */
export class Mounts {
  readonly root: Disk;
  readonly disks: readonly Disk[];
  readonly #covered = new Map<FolderInode, Disk>();
  readonly #deepestFirst: readonly Mount[];

  constructor(root: Disk, volumes: readonly Mount[] = []) {
    this.root = root;
    this.disks = [root, ...volumes.map(({ disk }) => disk)];
    this.#deepestFirst = volumes.toSorted((one, other) => other.path.length - one.path.length);
    // A volume may lie in another one, which must be there first.
    for (const { path, disk } of this.#deepestFirst.toReversed()) {
      this.#covered.set(this.#mountPoint(path), disk);
    }
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

  /** The folder that a disk shall cover; made, durable, as an installer would have. */
  #mountPoint(path: string): FolderInode {
    const { disk, path: below } = this.locate(posix.dirname(path));
    putFolderAtRest(disk, `${below}/${posix.basename(path)}`);
    const inode = inodeAtRest(disk, `${below}/${posix.basename(path)}`);
    if (inode?.kind !== 'folder') throw new Error(`mount ${path}: it is not a folder`);
    return inode;
  }
}
