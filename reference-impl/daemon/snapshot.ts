import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '../durable/sync-folder.ts';
import { writeSynced } from '../durable/write-synced.ts';
import { readCheckpoints } from './daemon-checkpoint.ts';

const isInside = (path: string): boolean =>
  path !== '' && !isAbsolute(path) && !normalize(path).startsWith('..');

const snapshotSchema = z.object({
  generation: z.int().min(1),
  cycle: z.int().min(0),
  files: z.array(
    z.object({
      path: z.string().refine(isInside, { error: 'a path inside of the folder' }),
      base64: z.base64(),
      sha256: z.string(),
    }),
  ),
});

/** A generation's files as one message, output and database included (B4, B6). */
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Packs a folder; nobody may write to it meanwhile. */
export async function packSnapshot(
  folder: string,
  { generation, cycle }: { readonly generation: number; readonly cycle: number },
): Promise<Snapshot> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const files: Snapshot['files'] = [];
  for (const path of paths) {
    const bytes = await readFile(join(folder, path));
    files.push({ path, base64: bytes.toString('base64'), sha256: digestOf(bytes) });
  }
  return { generation, cycle, files };
}

/** Checks what came over the network; throws when it is no whole snapshot. */
export function parseSnapshot(given: unknown): Snapshot {
  const snapshot = snapshotSchema.parse(given);
  const broken = snapshot.files.find(
    ({ base64, sha256 }) => digestOf(Buffer.from(base64, 'base64')) !== sha256,
  );
  if (broken === undefined) return snapshot;
  throw new Error(`the snapshot's file ${broken.path} is not whole: its checksum differs`);
}

/** Puts a snapshot in the place of the one before; a crash at any instant leaves one of the two. */
export async function storeSnapshot(folder: string, { files }: Snapshot): Promise<void> {
  const { fresh, old } = namesOf(folder);
  await rm(fresh, { recursive: true, force: true });
  for (const { path, base64 } of files) {
    const target = join(fresh, path);
    await mkdir(dirname(target), { recursive: true });
    await writeSynced(target, Buffer.from(base64, 'base64'));
  }
  const folders = new Set(files.map(({ path }) => dirname(join(fresh, path))));
  for (const each of folders) await syncFolder(each);
  await rm(old, { recursive: true, force: true });
  if (await exists(folder)) await rename(folder, old);
  await rename(fresh, folder);
  await syncFolder(dirname(folder));
  await rm(old, { recursive: true, force: true });
}

/** The newest whole copy, also after a crash between the renames; undefined when there is none. */
export async function findCopy(folder: string): Promise<string | undefined> {
  for (const path of [folder, namesOf(folder).old]) if (await exists(path)) return path;
  return undefined;
}

/** How far the newest whole copy goes. */
export async function readCopy(
  folder: string,
): Promise<{ readonly cycle: number; readonly generation: number }> {
  const path = await findCopy(folder);
  const newest = path === undefined ? undefined : (await readCheckpoints(path)).newest;
  return { cycle: newest?.cycle ?? 0, generation: newest?.generation ?? 0 };
}

const namesOf = (folder: string) => ({ fresh: `${folder}.new`, old: `${folder}.old` });

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
