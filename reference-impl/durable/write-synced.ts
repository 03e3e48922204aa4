import { open } from 'node:fs/promises';

/** Writes a whole file, replacing what was there, and returns when its bytes are on disk. */
export async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
