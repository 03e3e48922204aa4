import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';
import type { Log } from '../logging/create-logger.ts';
import { writeAll } from './durable-file.ts';
import type { JournalOptions } from './journal.ts';
import type { MessageTable } from './message-table.ts';
import { type Damage, decodeRecords, withoutReserve } from './record-line.ts';

/** What a restart found in the queue file. */
export interface Recovered {
  readonly records: number;
  /** Messages that were in flight and are pending again. */
  readonly returned: number;
  readonly damagedBytes: number;
}

/**
 * Fills the table from the file and gives what the journal goes on with. Damaged bytes are reported
 * and saved beside the file before it is written anew; what lies behind them is still read.
 */
export async function recoverQueue(options: {
  readonly path: string;
  readonly table: MessageTable;
  readonly log: Log;
  readonly nowMs: number;
}): Promise<{
  readonly recovered: Recovered;
  readonly start: Pick<JournalOptions, 'file' | 'beforeRebuild'>;
}> {
  const { path, table, log, nowMs } = options;
  await mkdir(dirname(path), { recursive: true });
  await unlink(`${path}.tmp`).catch(() => undefined);
  const whole = await readWhole(path);
  const bytes = withoutReserve(whole ?? Buffer.alloc(0));
  const { records, damages } = decodeRecords(bytes);
  for (const record of records) table.apply(record);
  reportDamages(damages, log);
  const damagedBytes = damages.reduce((sum, damage) => sum + damage.bytes, 0);
  const returned = returnInFlight(table, nowMs);
  const recovered = { records: records.length, returned, damagedBytes };
  log.info({ event: 'queueRecovered', ...recovered }, `the queue holds ${records.length} records`);
  if (whole === undefined) return { recovered, start: {} };
  if (damages.length > 0) {
    const beforeRebuild = saveOnce(path, bytes, damages);
    return { recovered, start: { beforeRebuild } };
  }
  const handle = await openSound(path).catch(() => undefined);
  if (handle === undefined) return { recovered, start: {} };
  return { recovered, start: { file: { handle, bytes: bytes.length, reservedTo: whole.length } } };
}

/** What a killed process wrote may be only in memory yet, and somebody may rely on it from now on. */
async function openSound(path: string): Promise<FileHandle> {
  const handle = await open(path, 'r+');
  try {
    await handle.datasync();
    await syncFolder(dirname(path));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function returnInFlight(table: MessageTable, nowMs: number): number {
  let returned = 0;
  for (const { id, state, textLost } of [...table.messages()]) {
    if (state === 'inFlight') {
      const reason = 'in flight when the process ended';
      table.apply({ type: 'returned', id, reason, nextAttemptAtMs: nowMs, atMs: nowMs });
      returned += 1;
    }
    if (!textLost || state === 'answered' || state === 'dead') continue;
    const reason = 'the record of its text was damaged in the queue file';
    table.apply({ type: 'dead', id, reason, atMs: nowMs });
  }
  return returned;
}

const damagesLogged = 20;

function reportDamages(damages: readonly Damage[], log: Log): void {
  for (const { offset, bytes } of damages.slice(0, damagesLogged)) {
    const reason = 'no whole record with a right checksum';
    log.warn({ event: 'queueDamaged', bytes, offset, reason }, `${bytes} damaged bytes`);
  }
  if (damages.length > damagesLogged) {
    log.warn({ places: damages.length }, 'the queue file is damaged in more places than logged');
  }
}

/** Saves the damaged pieces one after the other into a file of their own, at most once. */
function saveOnce(path: string, bytes: Buffer, damages: readonly Damage[]): () => Promise<void> {
  let saved = false;
  const pieces = damages.map((piece) => bytes.subarray(piece.offset, piece.offset + piece.bytes));
  const damaged = Buffer.concat(pieces);
  return async () => {
    if (saved) return;
    const folder = dirname(path);
    const prefix = `${basename(path)}.damaged-`;
    const taken = (await readdir(folder)).filter((name) => name.startsWith(prefix));
    const last = Math.max(0, ...taken.map((name) => Number(name.slice(prefix.length)) || 0));
    const handle = await open(join(folder, `${prefix}${last + 1}`), 'w');
    try {
      await writeAll(handle, damaged, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(folder);
    saved = true;
  };
}

async function readWhole(path: string): Promise<Buffer | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // fs rejects with system errors only
    if (code === 'ENOENT') return undefined;
    throw error;
  }
}
