import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { toolsFolder } from './tools-folder.ts';

/** A program on this machine; `version` is absent when it does not say one. */
export interface FoundProgram {
  readonly path: string;
  readonly source: 'environment' | 'path' | 'tools';
  readonly version?: string;
}

interface Wanted {
  readonly variable: string;
  readonly names: readonly string[];
  readonly versionArguments: readonly string[];
}

/** Finds a program by its environment variable, then the PATH, then the checkout's `.tools/bin`. */
export function findProgram(wanted: Wanted): FoundProgram | undefined {
  const named = process.env[wanted.variable];
  if (named) {
    const path = resolve(named);
    if (isExecutable(path)) return describe(path, 'environment', wanted);
    throw new UsageError(
      `${wanted.variable} names ${path}, which is not an executable file: correct it or unset it`,
    );
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    for (const name of wanted.names) {
      const path = join(folder, name);
      if (isExecutable(path)) return describe(path, 'path', wanted);
    }
  }
  for (const name of wanted.names) {
    const path = join(toolsFolder(), 'bin', name);
    if (isExecutable(path)) return describe(path, 'tools', wanted);
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function describe(path: string, source: FoundProgram['source'], wanted: Wanted): FoundProgram {
  const run = spawnSync(path, [...wanted.versionArguments], { encoding: 'utf8', timeout: 10_000 });
  const version = /(?<![\d.])\d+\.\d+\.\d+(?:\.\d+)?\b/.exec(
    `${run.stdout ?? ''}${run.stderr ?? ''}`,
  )?.[0];
  return version === undefined ? { path, source } : { path, source, version };
}
