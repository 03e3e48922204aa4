import { z } from 'zod';
import type { Log } from '../logging/create-logger.ts';
import { sleep } from '../resilience/retry/sleep.ts';
import { parseSnapshot, readCopy, storeSnapshot } from './snapshot.ts';

const statusSchema = z.object({
  generation: z.int(),
  checkpoint: z.object({ cycle: z.int() }).optional(),
});

/** What a takeover from a copy loses (B4): the least that is known, and the most that can be. */
export interface LossReport {
  readonly copiedCycle: number;
  readonly lastSeenCycle: number;
  readonly lostAtLeast: number;
  readonly lostAtMost: number;
}

/** Copies an active daemon's files from time to time, where no storage is shared. */
export interface Copier {
  /** The generation of the copy; a takeover's must be above it. */
  readonly generation: () => number;
  loss(): LossReport;
  stop(): Promise<void>;
}

/** What a copier is made of. */
export interface CopierOptions {
  readonly endpoint: string;
  readonly folder: string;
  readonly copyMs: number;
  /** How often the active daemon is asked how far it is, so that a loss can be counted. */
  readonly watchMs: number;
  readonly cycleIntervalMs: number;
  readonly log: Log;
}

/** Starts a copier; what an earlier life of it has copied counts. */
export async function startCopier(options: CopierOptions): Promise<Copier> {
  const { endpoint, folder, copyMs, watchMs, cycleIntervalMs, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let copied = await readCopy(folder);
  let seen = { cycle: copied.cycle, atMs: performance.now() };

  const ask = async (path: string): Promise<unknown> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.max(copyMs, watchMs))]);
    const answer = await fetch(`${endpoint}${path}`, { signal: limit });
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
    return answer.json();
  };
  const look = async (): Promise<void> => {
    const { checkpoint } = statusSchema.parse(await ask('/current'));
    seen = { cycle: Math.max(seen.cycle, checkpoint?.cycle ?? 0), atMs: performance.now() };
  };
  const copy = async (): Promise<void> => {
    const snapshot = parseSnapshot(await ask('/snapshot'));
    await storeSnapshot(folder, snapshot);
    copied = { cycle: snapshot.cycle, generation: snapshot.generation };
    seen = { cycle: Math.max(seen.cycle, copied.cycle), atMs: performance.now() };
    const fields = { ...copied, files: snapshot.files.length };
    log.info({ event: 'copied', ...fields }, `copied up to cycle ${copied.cycle}`);
  };
  const running = Promise.all([
    repeat(look, { everyMs: watchMs, signal, log }),
    repeat(copy, { everyMs: copyMs, signal, log }),
  ]);

  return {
    generation: () => copied.generation,
    loss() {
      const known = seen.cycle - copied.cycle;
      const unseen = Math.floor((performance.now() - seen.atMs) / Math.max(1, cycleIntervalMs)) + 1;
      return {
        copiedCycle: copied.cycle,
        lastSeenCycle: seen.cycle,
        lostAtLeast: known,
        lostAtMost: known + unseen,
      };
    },
    async stop() {
      stopping.abort(new Error('the copier stops'));
      await running;
    },
  };
}

async function repeat(
  run: () => Promise<void>,
  how: { readonly everyMs: number; readonly signal: AbortSignal; readonly log: Log },
): Promise<void> {
  const { everyMs, signal, log } = how;
  while (!signal.aborted) {
    await run().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) log.warn({ event: 'copyFailed', reason }, reason);
    });
    await sleep(everyMs, signal).catch(() => undefined);
  }
}
