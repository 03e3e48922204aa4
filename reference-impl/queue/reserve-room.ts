import type { FileHandle } from 'node:fs/promises';
import { writeAll } from './durable-file.ts';

const leastBytes = 64 * 1024;
const mostBytes = 1024 * 1024;

/**
 * Fills the file behind `end`, so that the syncs that follow have no new length and no new blocks
 * to store, which is half their cost. Gives where the room ends; a disk without room gives none.
 */
export async function reserveRoom(file: FileHandle, end: number): Promise<number> {
  const bytes = Math.min(Math.max(end, leastBytes), mostBytes);
  try {
    await writeAll(file, Buffer.alloc(bytes, '\n'), end);
    return end + bytes;
  } catch {
    // What is left of the disk belongs to messages.
    await file.truncate(end).catch(() => undefined);
    return end;
  }
}
