import { statfs } from 'node:fs/promises';
import { getHeapStatistics } from 'node:v8';
import type { EmergencyReason } from './emergency-shutdown.ts';

/** What is watched, and how often; 0 stands for not watched. */
export interface WatchedLimits {
  readonly folder: string;
  readonly everyMs: number;
  readonly memoryLimitPercent: number;
  readonly diskFreeLimitPercent: number;
  readonly runLimitMs: number;
  readonly runLimitHeadroomMs: number;
  /** For tests; the heap of this process and the folder's disk when left out. */
  readonly memoryPercent?: () => number;
  readonly diskFreePercent?: (folder: string) => Promise<number | undefined>;
}

/** Watches time, memory and disk, and tells once which of them is about to end (F6). */
export function watchLimits(
  limits: WatchedLimits,
  tell: (reason: EmergencyReason) => void,
): () => void {
  const { memoryPercent = heapPercent, diskFreePercent = freePercent } = limits;
  const look = async (): Promise<void> => {
    const { memoryLimitPercent, diskFreeLimitPercent } = limits;
    const used = memoryLimitPercent === 0 ? 0 : memoryPercent();
    if (memoryLimitPercent > 0 && used >= memoryLimitPercent) {
      tell({ kind: 'memory', detail: `${used} % of the heap is used` });
    }
    const free = diskFreeLimitPercent === 0 ? undefined : await diskFreePercent(limits.folder);
    if (free !== undefined && free < diskFreeLimitPercent) {
      tell({ kind: 'disk', detail: `${free} % of the disk is free` });
    }
  };
  const isWatching = limits.memoryLimitPercent > 0 || limits.diskFreeLimitPercent > 0;
  // A disk that cannot be looked at is for readiness to tell.
  const watch = isWatching
    ? setInterval(() => void look().catch(() => undefined), limits.everyMs)
    : undefined;
  const { runLimitMs, runLimitHeadroomMs } = limits;
  const leftMs = Math.max(0, runLimitMs - runLimitHeadroomMs);
  const detail = `the limit of ${runLimitMs} ms is ${runLimitHeadroomMs} ms away`;
  const end =
    runLimitMs === 0 ? undefined : setTimeout(() => tell({ kind: 'timeLimit', detail }), leftMs);
  return () => {
    clearInterval(watch);
    clearTimeout(end);
  };
}

function heapPercent(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return Math.round((100 * used) / limit);
}

/** Unknown where the file system counts no blocks. */
async function freePercent(folder: string): Promise<number | undefined> {
  const { bavail, blocks } = await statfs(folder);
  return blocks === 0 ? undefined : Math.floor((100 * bavail) / blocks);
}
