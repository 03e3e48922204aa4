import type { Stack } from '../../../core/stack.ts';
import type { Mount } from '../disk/calls/mounts.ts';
import { putAtRest, putFolderAtRest } from '../disk/model/at-rest.ts';
import { Disk } from '../disk/model/disk.ts';

/** The volumes of a run: one disk each, whoever mounts it. */
export interface Volumes {
  readonly disks: ReadonlyMap<string, Disk>;
  /** Where each lies in every host that mounts it. */
  readonly folders: Readonly<Record<string, string>>;
  /** What a role mounts; the harness itself mounts all. */
  mountsOf(role: string): readonly Mount[];
  all(): readonly Mount[];
}

const diskOf = ({ folders = [], files = {} }: Stack['volumes'][string], nowMs: number): Disk => {
  const disk = new Disk({ nowMs });
  for (const folder of folders) putFolderAtRest(disk, folder);
  for (const [path, content] of Object.entries(files)) putAtRest(disk, path, content);
  return disk;
};

/** Makes a disk for each volume with what the stack says it holds at first. */
export const createVolumes = (volumes: Stack['volumes'], nowMs: number): Volumes => {
  const disks = new Map(
    Object.entries(volumes).map(([name, volume]) => [name, diskOf(volume, nowMs)]),
  );
  const pathOf = (name: string) => `/volumes/${name}`;
  const mounts = (wanted: (name: string) => boolean): readonly Mount[] =>
    [...disks]
      .filter(([name]) => wanted(name))
      .map(([name, disk]) => ({ path: pathOf(name), disk }));
  return {
    disks,
    folders: Object.fromEntries([...disks.keys()].map((name) => [name, pathOf(name)])),
    mountsOf: (role) =>
      mounts((name) => (volumes[name]?.mounts ?? []).some((mount) => mount.service === role)),
    all: () => mounts(() => true),
  };
};
