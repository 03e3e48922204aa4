import { randomUUID } from 'node:crypto';
import { link, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';
import { writeSynced } from '../durable/write-synced.ts';

/** What `publishOnce` found or made: `stored` is what everybody reads under this key from now on. */
export interface Publication {
  readonly published: boolean;
  readonly stored: unknown;
}

/** Names the file of a key, so that no key can reach outside its folder. */
function effectFileName(key: string): string {
  return `${encodeURIComponent(key)}.json`;
}

/**
 * Publishes `content` under `key` if nobody has done so before, and returns what is stored there.
 * On return the stored file is durable, whoever wrote it. `link` decides between racing writers.
 */
export async function publishOnce(
  folder: string,
  key: string,
  content: unknown,
): Promise<Publication> {
  const path = join(folder, effectFileName(key));
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    await writeSynced(temporary, JSON.stringify(content));
    const published = await linked(temporary, path);
    // Also when another was first: it may not have come to its own sync yet.
    await syncFolder(folder);
    return { published, stored: published ? content : await readJson(path) };
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

/** Reads what is stored under `key`, or undefined when nothing is. */
export async function readPublished(folder: string, key: string): Promise<unknown> {
  try {
    return await readJson(join(folder, effectFileName(key)));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function linked(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} should hold JSON, found ${text.length} other characters`, {
      cause: error,
    });
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code; // fs rejects with system errors only
}
