import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';

/** A whole new file, durable under a temporary name, that is about to take another's place. */
export interface Replacement {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** Puts it in place; if this fails, it is not known which of the two files is there. */
  takePlace(): Promise<void>;
}

/** Writes the successor of a file; until `takePlace` the old one stays as it is. */
export async function prepareReplacement(
  path: string,
  blocks: Iterable<Buffer>,
): Promise<Replacement> {
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, 'w+');
  let bytes = 0;
  try {
    for (const block of blocks) {
      await writeAll(handle, block, bytes);
      bytes += block.length;
    }
    await handle.sync();
  } catch (error) {
    await handle.close();
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  const takePlace = async () => {
    try {
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await handle.close();
      throw error;
    }
  };
  return { handle, bytes, takePlace };
}

/** Writes all bytes at a position; a system may take only some of them at a time. */
export async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
