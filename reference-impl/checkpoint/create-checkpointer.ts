import { join } from 'node:path';
import type { Log } from '../logging/create-logger.ts';
import { sleep } from '../resilience/retry/sleep.ts';
import { appendJournal } from './append-journal.ts';
import { writeCognitive } from './write-cognitive.ts';

/** What became of one part of a checkpoint. */
type PartResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** The answer of `POST /cognition/checkpoint`. */
export interface CheckpointResult {
  readonly cognitive: PartResult;
  readonly journal: PartResult;
}

/** What a checkpoint is made of, and how long it may take. */
export interface CheckpointerOptions {
  readonly folder: string;
  /** A standby writes nothing that is synchronised from live (G18); it says so instead. */
  readonly role: 'live' | 'standby';
  readonly timeoutMs: number;
  readonly delayMs: number;
  /** The core's memory in words; may hang, the time limit covers it. */
  readonly describe: (signal: AbortSignal) => Promise<string>;
  readonly log: Log;
}

/** Creates the checkpoint of both parts, which fail apart from each other (G21, G22). */
export function createCheckpointer(options: CheckpointerOptions): () => Promise<CheckpointResult> {
  const { folder, timeoutMs, delayMs, describe, log } = options;
  let cognitiveTail: Promise<unknown> = Promise.resolve();
  let journalTail: Promise<unknown> = Promise.resolve();

  const cognitive = async (signal: AbortSignal): Promise<void> => {
    await sleep(delayMs, signal);
    const text = await describe(signal);
    signal.throwIfAborted();
    await writeCognitive(folder, text, { signal });
  };
  const journal = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const entry = `- ${new Date().toISOString()} checkpoint by process ${process.pid}`;
    await appendJournal(join(folder, 'Lite.md'), entry);
  };

  return async () => {
    if (options.role === 'standby') return refuse(log);
    const limit = new AbortController();
    const reason = new Error(`not written within ${timeoutMs} ms`);
    const timer = setTimeout(() => limit.abort(reason), timeoutMs);
    try {
      // Two writers at the same files would spoil them, also when the first was given up.
      const first = cognitiveTail.then(() => cognitive(limit.signal));
      const second = journalTail.then(() => journal(limit.signal));
      cognitiveTail = first.catch(() => undefined);
      journalTail = second.catch(() => undefined);
      const watch = { signal: limit.signal, log };
      const [one, two] = await Promise.all([
        report('cognitive', first, watch),
        report('journal', second, watch),
      ]);
      return { cognitive: one, journal: two };
    } finally {
      clearTimeout(timer);
    }
  };
}

type Part = 'cognitive' | 'journal';

async function report(
  part: Part,
  work: Promise<void>,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Log },
): Promise<PartResult> {
  const startMs = performance.now();
  const elapsedMs = (): number => Math.round(performance.now() - startMs);
  try {
    await Promise.race([work, whenAborted(signal)]);
    log.info({ event: 'checkpoint', part, ok: true, ms: elapsedMs() }, `${part} written`);
    return { ok: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ event: 'checkpoint', part, ok: false, reason, ms: elapsedMs() }, reason);
    return { ok: false, reason };
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function refuse(log: Log): CheckpointResult {
  const reason = 'a standby writes no checkpoint: its state comes from the live core';
  for (const part of ['cognitive', 'journal'] as const) {
    log.info({ event: 'checkpoint', part, ok: false, reason, ms: 0 }, reason);
  }
  return { cognitive: { ok: false, reason }, journal: { ok: false, reason } };
}
