import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../durable/replace-file.ts';
import { syncFolder } from '../durable/sync-folder.ts';
import { writeSynced } from '../durable/write-synced.ts';

const marker = '.seeding';

/** What a new core starts with. */
const seeds: Readonly<Record<string, object>> = {
  'model.json': { name: 'packet-reader-1', preamble: '' },
  'sessions.json': { sessions: {} },
};

/**
 * Fills an empty state folder, also one whose filling a crash interrupted. A folder with content
 * is taken as it is: a core never invents state in the place of state that was lost.
 */
export async function seedState(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const found = await readdir(folder);
  if (found.length > 0 && !found.includes(marker)) return;
  await writeSynced(join(folder, marker), '');
  await syncFolder(folder);
  for (const [name, content] of Object.entries(seeds)) {
    if (!found.includes(name)) {
      await replaceFile(join(folder, name), `${JSON.stringify(content, undefined, 2)}\n`);
    }
  }
  await rm(join(folder, marker));
  await syncFolder(folder);
}
