import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../core/client.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { ClientNews, TimedOperation } from './client-messages.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';

/** How an open loop is run. */
export interface OpenLoop {
  readonly client: Client;
  readonly operationLimitMs: number;
  readonly signal: AbortSignal;
  readonly tell: (news: ClientNews) => void;
  /** How much later than its limit an operation is ended by the loop; 2 s unless said otherwise. */
  readonly graceMs?: number;
}

const GRACE_MS = 2_000;

const stuck = (limitMs: number): Outcome => ({
  kind: 'unknown',
  error: { code: 'CLIENT_STUCK', message: `the client did not end within ${limitMs} ms` },
});

const sendWithin = async (loop: OpenLoop, { operation }: TimedOperation): Promise<Outcome> => {
  const graceMs = loop.graceMs ?? GRACE_MS;
  const limitMs = loop.operationLimitMs + graceMs;
  const limit = new AbortController();
  const giveUp = () => limit.abort(loop.signal.reason);
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  const limitTimer = setTimeout(() => {
    limit.abort(new DOMException(`took longer than ${limitMs} ms`, 'TimeoutError'));
  }, limitMs);
  const lateTimer = setTimeout(() => resolve(stuck(limitMs)), limitMs + graceMs);
  if (loop.signal.aborted) giveUp();
  loop.signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([loop.client.send(operation, limit.signal), late]);
  } finally {
    clearTimeout(limitTimer);
    clearTimeout(lateTimer);
    loop.signal.removeEventListener('abort', giveUp);
  }
};

/**
 * Starts each operation at its time, whatever became of those before it; resolves when all have
 * completed. What a client throws is our own error and rejects.
 */
export const runOpenLoop = async (
  loop: OpenLoop,
  operations: readonly TimedOperation[],
): Promise<void> => {
  const sending: Promise<void>[] = [];
  for (const timed of operations.toSorted((a, b) => a.startAtMs - b.startAtMs)) {
    const leftMs = () => timed.startAtMs - monotonicMs();
    // Node's timers may fire a little early, and no operation may start before its time.
    while (leftMs() > 0) await sleep(Math.ceil(leftMs()), undefined, { signal: loop.signal });
    loop.signal.throwIfAborted();
    const { id } = timed.operation;
    loop.tell({ type: 'invoke', operation: id, atMs: monotonicMs() });
    const sent = sendWithin(loop, timed).then((outcome) =>
      loop.tell({ type: 'complete', operation: id, atMs: monotonicMs(), outcome }),
    );
    // It is awaited below; until then a rejection must not count as unhandled.
    sent.catch(() => {});
    sending.push(sent);
  }
  await Promise.all(sending);
};
