import { UsageError } from '../../../core/errors.ts';
import type { Counts } from '../../../core/fault.ts';
import type { FilePort } from '../../../core/ports.ts';
import { inodeAtRest, putAtRest, readAtRest } from '../disk/model/at-rest.ts';
import type { Disk } from '../disk/model/disk.ts';
import type { Volumes } from './volumes.ts';

/** What the file port acts on. */
export interface FilePortParts {
  readonly volumes: Volumes;
  /** Counts the requests to a volume's services that have failed since now, when it is called. */
  readonly countBroken: (volume: string) => () => number;
}

const diskOf = ({ disks }: Volumes, volume: string): Disk => {
  const disk = disks.get(volume);
  if (disk !== undefined) return disk;
  throw new UsageError(`no volume "${volume}"; there are ${[...disks.keys()].join(', ')}`);
};

const put = (disk: Disk, path: string, content: string | null): (() => Counts) => {
  const before = readAtRest(disk, path);
  const same = content === null ? before === undefined : before?.equals(Buffer.from(content));
  putAtRest(disk, path, content);
  return () => {
    putAtRest(disk, path, before ?? null);
    return { filesChanged: same ? 0 : 1 };
  };
};

const hide = (disk: Disk, path: string): (() => Counts) => {
  const hidden = inodeAtRest(disk, path);
  const home = hidden?.home;
  if (hidden === undefined || home === undefined) return () => ({ foldersHidden: 0 });
  disk.placeAtRest(home.folder, home.name, undefined);
  return () => {
    const made = home.folder.entries.get(home.name);
    // What a service made in place of the hidden folder goes into it: a heal loses nothing.
    if (made?.kind === 'folder' && hidden.kind === 'folder') {
      for (const [name, inode] of [...made.entries]) {
        disk.placeAtRest(made, name, undefined);
        disk.placeAtRest(hidden, name, inode);
      }
    }
    disk.placeAtRest(home.folder, home.name, hidden);
    return { foldersHidden: 1 };
  };
};

/** Changes files of a run's volumes at rest; the heals count the requests that failed meanwhile. */
export const createFilePort = ({ volumes, countBroken }: FilePortParts): FilePort => {
  const healing = (volume: string, change: (disk: Disk) => () => Counts) => {
    const broken = countBroken(volume);
    const undo = change(diskOf(volumes, volume));
    return async (): Promise<Counts> => ({ ...undo(), requestsBroken: broken() });
  };
  return {
    put: async (volume, _step, { path, content }) =>
      healing(volume, (disk) => put(disk, path, content)),
    hideFolder: async (volume, _step, path) => healing(volume, (disk) => hide(disk, path)),
  };
};
