import { createHash, randomUUID } from 'node:crypto';
import { cp, glob, mkdir, readFile, realpath, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../durable/sync-folder.ts';
import { OpsError } from '../ops-error.ts';
import type { RunFolder } from '../run-folder.ts';

const sourceFolder = 'reference-impl';

/** Not part of a version: tests, and what runs the stack from outside. */
const isLeftOut = (file: string): boolean =>
  file.endsWith('.test.ts') || file.startsWith('ops/') || file === 'ha.ts';

/**
 * Copies the programs of a checkout into the run folder as a version, and returns its name. The
 * name is the hash of the content, so the same sources are the same version, installed once; the
 * folder gets its name only when it is whole.
 */
export async function installVersion(folder: RunFolder, sources: string): Promise<string> {
  const version = await hashVersion(sources);
  const target = join(folder.versions, version);
  if (await isWhole(folder, version)) return version;
  const incoming = join(folder.versions, `.incoming-${randomUUID()}`);
  await mkdir(incoming, { recursive: true });
  for (const file of await versionFiles(sources)) {
    await cp(join(sources, sourceFolder, file), join(incoming, sourceFolder, file));
  }
  await cp(join(sources, 'package.json'), join(incoming, 'package.json'));
  await symlink(await realpath(join(sources, 'node_modules')), join(incoming, 'node_modules'));
  await rm(target, { recursive: true, force: true });
  await rename(incoming, target);
  await syncFolder(folder.versions);
  if (await isWhole(folder, version)) return version;
  throw new OpsError(`the sources in ${sources} changed while they were copied; try again`);
}

/** Whether a version's files are those that its name stands for. */
export async function isWhole(folder: RunFolder, version: string): Promise<boolean> {
  const found = await hashVersion(join(folder.versions, version)).catch(() => undefined);
  return found === version;
}

async function hashVersion(root: string): Promise<string> {
  const files = await versionFiles(root);
  if (!files.includes(join('services', 'core.ts'))) {
    throw new OpsError(`${root} holds no ${sourceFolder}/services/core.ts: it is no checkout`);
  }
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`).update(await readFile(join(root, sourceFolder, file)));
  }
  // The file is the package's own; without a version the hash alone must do.
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version?: string;
  };
  return `${version ?? '0'}-${hash.digest('hex').slice(0, 12)}`;
}

async function versionFiles(root: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob('**/*.{ts,json}', { cwd: join(root, sourceFolder) })) {
    if (!isLeftOut(file)) files.push(file);
  }
  return files.sort();
}
