import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Env, Stack } from '../../core/stack.ts';

/** The folders of a run's volumes, by name. */
export type VolumeFolders = Readonly<Record<string, string>>;

/** Makes a folder for each volume and puts into it what the stack says it holds at first. */
export const makeVolumes = (volumes: Stack['volumes'], root: string): VolumeFolders => {
  const folders: Record<string, string> = {};
  for (const [name, volume] of Object.entries(volumes)) {
    const folder = join(root, 'volumes', name);
    mkdirSync(folder, { recursive: true });
    for (const inner of volume.folders ?? []) mkdirSync(join(folder, inner), { recursive: true });
    for (const [path, content] of Object.entries(volume.files ?? {})) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    folders[name] = folder;
  }
  return folders;
};

/** The variables that tell a service where its volumes are. */
export const volumeEnv = (stack: Stack, folders: VolumeFolders, role: string): Env =>
  Object.fromEntries(
    Object.entries(stack.volumes).flatMap(([name, { mounts }]) =>
      mounts
        .filter((mount) => mount.service === role)
        .map((mount) => [mount.env, folders[name] ?? ''] as const),
    ),
  );
