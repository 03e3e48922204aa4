import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../durable/replace-file.ts';
import { syncFolder } from '../durable/sync-folder.ts';
import { writeSynced } from '../durable/write-synced.ts';
import { isSynced } from '../sync/synced-files.ts';

const marker = '.seeding';

/** What a new core starts with. */
const seeds: Readonly<Record<string, object>> = {
  'model.json': { name: 'packet-reader-1', preamble: '' },
  'sessions.json': { sessions: {} },
};

/**
 * Fills an empty state folder, also one whose filling a crash interrupted. A folder with content
 * is taken as it is: a core never invents state in the place of state that was lost. What a sync
 * has put into a standby's folder is no content of its own; its empty sessions are older than any,
 * so that the first sync brings live's.
 */
export async function seedState(folder: string, role: 'live' | 'standby' = 'live'): Promise<void> {
  await mkdir(folder, { recursive: true });
  const found = await readdir(folder);
  const own = role === 'live' ? found : found.filter((name) => !isSynced(name));
  if (own.length > 0 && !own.includes(marker)) return;
  await writeSynced(join(folder, marker), '');
  await syncFolder(folder);
  for (const [name, content] of Object.entries(seeds)) {
    const path = join(folder, name);
    // A sync of a live core without sessions leaves a link to nothing behind, which is no state.
    if (existsSync(path)) continue;
    await replaceFile(path, `${JSON.stringify(content, undefined, 2)}\n`);
    if (role === 'standby' && isSynced(name)) await utimes(path, 0, 0);
  }
  await rm(join(folder, marker));
  await syncFolder(folder);
}
