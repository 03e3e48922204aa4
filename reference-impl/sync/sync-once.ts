import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { syncFolder } from '../durable/sync-folder.ts';
import { newGeneration, openTarget, switchTo } from './generations.ts';
import { placeWhole, removeAbandoned } from './place-whole.ts';
import { readSnapshot } from './read-snapshot.ts';
import { listSynced } from './synced-files.ts';

/** One sync: from the live core's state folder to the standby's, never the other way. */
export interface SyncOrder {
  readonly from: string;
  readonly to: string;
  /** Only what is newer on live, or the standby's state replaced as a whole (G19). */
  readonly mode: 'incremental' | 'full';
  /** Asked before each file; true ends the sync with what is whole so far (G20). */
  readonly paused?: () => Promise<boolean>;
}

/** A file that the standby has got, and the hash of what it has got. */
export interface CopiedFile {
  readonly file: string;
  readonly sha256: string;
}

/** What a sync did. */
export interface SyncReport {
  readonly mode: SyncOrder['mode'];
  readonly copied: readonly CopiedFile[];
  /** Files that were up to date. */
  readonly unchanged: number;
  /** Files that live was writing all the while; the next sync takes them. */
  readonly busy: readonly string[];
  /** Ended early, because it was told to pause; a full sync has then changed nothing. */
  readonly paused: boolean;
}

/**
 * Syncs session state once (G18, G19). Nothing on live is touched, and a reader on the standby sees
 * every file as it was before or as it is after. Rejects when live's state cannot be read.
 */
export async function syncOnce(order: SyncOrder): Promise<SyncReport> {
  await refuseNested(order.from, order.to);
  const target = await openTarget(order.to);
  const report = order.mode === 'full' ? await replaceAll(order) : await copyNewer(order, target);
  await removeAbandoned(order.to);
  return report;
}

async function copyNewer(order: SyncOrder, target: string): Promise<SyncReport> {
  const files = await listSynced(order.from);
  const newer: string[] = [];
  for (const file of files) {
    if (await isNewer(join(order.from, file), join(target, file))) newer.push(file);
  }
  const result = await copyInto(order, target, newer);
  return { ...result, mode: 'incremental', unchanged: files.length - newer.length };
}

async function replaceAll(order: SyncOrder): Promise<SyncReport> {
  const name = await newGeneration(order.to);
  const result = await copyInto(order, join(order.to, name), await listSynced(order.from));
  if (result.busy.length > 0) {
    throw new Error(`live was writing ${result.busy.join(', ')} all the while; sync again`);
  }
  if (!result.paused) await switchTo(order.to, name);
  return { ...result, mode: 'full', unchanged: 0, copied: result.paused ? [] : result.copied };
}

async function copyInto(order: SyncOrder, target: string, files: readonly string[]) {
  const copied: CopiedFile[] = [];
  const busy: string[] = [];
  const folders = new Set<string>(order.mode === 'full' ? [target] : []);
  let paused = false;
  for (const file of files) {
    paused = (await order.paused?.()) ?? false;
    if (paused) break;
    const read = await readSnapshot(join(order.from, file));
    if (read === 'busy') busy.push(file);
    if (read === 'busy' || read === 'gone') continue;
    const path = join(target, file);
    await placeWhole(path, read);
    folders.add(dirname(path));
    copied.push({ file, sha256: createHash('sha256').update(read.bytes).digest('hex') });
  }
  for (const folder of folders) await syncFolder(folder);
  return { copied, busy, paused };
}

async function isNewer(live: string, standby: string): Promise<boolean> {
  const [source, copy] = await Promise.all([timeOf(live), timeOf(standby)]);
  if (source === undefined || copy === undefined) return source !== undefined;
  // The time of a copy is set in whole milliseconds.
  const newerMs = Math.floor(source.mtimeMs) - Math.floor(copy.mtimeMs);
  return newerMs > 0 || (newerMs === 0 && source.size !== copy.size);
}

async function timeOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A standby's folder inside live's, or the reverse, would let a sync write to live. */
async function refuseNested(from: string, to: string): Promise<void> {
  const [live, standby] = await Promise.all([
    realpath(from),
    realpath(to).catch(() => resolve(to)),
  ]);
  if (`${live}${sep}`.startsWith(`${standby}${sep}`) || standby.startsWith(`${live}${sep}`)) {
    throw new Error(`sync from ${from} to ${to}: one lies in the other; use two folders`);
  }
}
