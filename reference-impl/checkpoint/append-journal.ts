import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';

/** Appends an entry to the journal, durably; what a crash cut off before stays a line of its own. */
export async function appendJournal(path: string, entry: string): Promise<void> {
  const handle = await open(path, 'a+');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const start = size > 0 && last.toString() !== '\n' ? '\n' : '';
    await handle.writeFile(`${start}${entry}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(path));
}
