import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, release, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ReportModel } from '../core/report-model.ts';
import type { JobResult } from '../suite.ts';
import { findK6 } from '../tools/find-k6.ts';

/** The version of Holdfast that runs. */
export const readVersion = (): string => {
  const file = new URL('../../package.json', import.meta.url);
  // Our own file.
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
};

const git = async (root: string, ...argv: readonly string[]): Promise<string | undefined> => {
  try {
    const { stdout } = await promisify(execFile)('git', [...argv], {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch {
    // Not a git checkout, or no git: then nothing is known of it.
    return undefined;
  }
};

/** The commit that is checked out; null where there is no git. */
export const commitOf = async (root: string): Promise<string | null> =>
  (await git(root, 'rev-parse', '--short=12', 'HEAD'))?.trim() ?? null;

const programText = /\.(?:[cm]?[jt]sx?)$/;
const dataText = /\.json$/;

/**
 * A hash over the programs and data of a project; undefined where there is no git. Data that git
 * does not know is left out: run folders may lie anywhere in a project.
 */
export const sourcesOf = async (root: string): Promise<string | undefined> => {
  const known = (await git(root, 'ls-files'))?.split('\n');
  const others = (await git(root, 'ls-files', '-o', '--exclude-standard'))?.split('\n');
  if (known === undefined || others === undefined) return undefined;
  const data = known.filter((name) => dataText.test(name));
  const programs = [...known, ...others].filter((name) => programText.test(name));
  const hash = createHash('sha256');
  for (const name of [...new Set([...programs, ...data])].sort()) {
    try {
      hash.update(`${name}\n`).update(readFileSync(join(root, name)));
    } catch {
      // Deleted, but still in git's index.
      hash.update(`${name} is gone\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
};

/** The machine and the tools that a run used. */
export const environmentOf = (results: readonly JobResult[]): ReportModel['environment'] => {
  const toxiproxy = results
    .map((result) => (result.ended === 'judged' ? result.history.toxiproxy : null))
    .find((backend) => backend !== null);
  return {
    node: process.versions.node,
    os: `${type()} ${release()}`,
    cores: availableParallelism(),
    toxiproxy: toxiproxy ?? { backend: 'embedded', version: 'none started' },
    k6: findK6()?.version ?? null,
    containers: null,
  };
};
