import { open } from 'node:fs/promises';

/** Writes a whole file, replacing what was there, and returns when its bytes are on disk. */
export async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
