import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { Counts, Heal } from '../../core/fault.ts';
import type { FilePort } from '../../core/ports.ts';
import type { VolumeFolders } from './run-volumes.ts';

/** What the file port acts on. */
export interface FilePortParts {
  readonly volumes: VolumeFolders;
  /** Where hidden folders wait for their heal; on the same file system as the volumes. */
  readonly asideFolder: string;
  /** Counts the requests to a volume's services that have failed since now, when it is called. */
  readonly countBroken: (volume: string) => () => number;
}

const inVolume = ({ volumes }: FilePortParts, volume: string, path: string): string => {
  const folder = volumes[volume];
  if (folder === undefined) {
    throw new UsageError(`no volume "${volume}"; there are ${Object.keys(volumes).join(', ')}`);
  }
  const full = resolve(folder, path);
  if (!full.startsWith(folder + sep)) {
    throw new UsageError(`path: "${path}" should lie below the volume ${volume}`);
  }
  return full;
};

/** Replaces a file in one step: a reader sees the old content or the new, never half of it. */
const replace = (path: string, content: string | Buffer, mode?: number): void => {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.holdfast-${process.pid}.tmp`);
  writeFileSync(temporary, content, mode === undefined ? {} : { mode });
  renameSync(temporary, path);
};

const read = (path: string) =>
  existsSync(path) ? { bytes: readFileSync(path), mode: statSync(path).mode } : undefined;

const put = (path: string, content: string | null): (() => Counts) => {
  const before = read(path);
  if (content === null) rmSync(path, { force: true });
  else replace(path, content, before?.mode);
  const after = content === null ? undefined : Buffer.from(content);
  const same = before?.bytes.equals(after ?? Buffer.alloc(0)) && after !== undefined;
  const changed = same || (before === undefined && after === undefined) ? 0 : 1;
  return () => {
    if (before) replace(path, before.bytes, before.mode);
    else rmSync(path, { force: true });
    return { filesChanged: changed };
  };
};

/** Moves what a service made in place of a hidden folder into it: a heal loses nothing. */
const merge = (from: string, into: string): void => {
  for (const name of readdirSync(from)) {
    if (existsSync(join(into, name))) rmSync(join(into, name), { recursive: true });
    renameSync(join(from, name), join(into, name));
  }
  rmSync(from, { recursive: true });
};

const hide = (path: string, aside: string): (() => Counts) => {
  if (!existsSync(path)) return () => ({ foldersHidden: 0 });
  mkdirSync(dirname(aside), { recursive: true });
  renameSync(path, aside);
  return () => {
    if (existsSync(path)) merge(path, aside);
    renameSync(aside, path);
    return { foldersHidden: 1 };
  };
};

/** Changes files of a run's volumes; the heals count the requests that failed meanwhile. */
export const createFilePort = (parts: FilePortParts): FilePort => {
  const healing = (undo: () => Counts, broken: () => number): Heal => {
    return async () => ({ ...undo(), requestsBroken: broken() });
  };
  return {
    put: async (volume, _step, { path, content }) => {
      const full = inVolume(parts, volume, path);
      const broken = parts.countBroken(volume);
      return healing(put(full, content), broken);
    },
    hideFolder: async (volume, step, path) => {
      const full = inVolume(parts, volume, path);
      const broken = parts.countBroken(volume);
      const aside = join(parts.asideFolder, `${step}-${volume}`, path);
      return healing(hide(full, aside), broken);
    },
  };
};
