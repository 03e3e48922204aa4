import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/** An append-only file of JSON records, one a line, each durable before its append returns. */
export interface LineFile {
  readonly records: readonly unknown[];
  readonly damagedLines: number;
  append(records: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens such a file. A line without its end was never acknowledged: it is cut off, and counted
 * together with the lines that do not parse, so that the owner can report the damage.
 */
export async function openLineFile(path: string): Promise<LineFile> {
  const found = await readExisting(path);
  const wholeBytes = found.lastIndexOf(0x0a) + 1;
  const read = parseLines(found.subarray(0, wholeBytes).toString('utf8'));
  const handle = await open(path, 'a');
  if (wholeBytes < found.length) await handle.truncate(wholeBytes);
  await handle.sync();
  await syncFolder(dirname(path));
  const torn = wholeBytes < found.length ? 1 : 0;
  return {
    records: read.records,
    damagedLines: read.damagedLines + torn,
    ...appender(handle, wholeBytes),
  };
}

function appender(handle: FileHandle, startBytes: number): Pick<LineFile, 'append' | 'close'> {
  let goodBytes = startBytes;
  let last: Promise<void> = Promise.resolve();

  const write = async (text: string): Promise<void> => {
    try {
      await handle.writeFile(text);
      await handle.sync();
    } catch (error) {
      // Half a line left behind would damage the next one as well.
      await handle.truncate(goodBytes);
      throw error;
    }
    goodBytes += Buffer.byteLength(text);
  };

  return {
    append(records) {
      const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
      const done = last.then(() => write(text));
      last = done.catch(() => undefined);
      return done;
    },
    async close() {
      await last;
      await handle.close();
    },
  };
}

function parseLines(text: string): { records: unknown[]; damagedLines: number } {
  const records: unknown[] = [];
  let damagedLines = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      records.push(JSON.parse(line));
    } catch {
      damagedLines += 1;
    }
  }
  return { records, damagedLines };
}

async function readExisting(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
