import { expect, test } from 'vitest';
import type { Client } from '../../core/client.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { ClientNews } from './client-messages.ts';
import { runOpenLoop } from './open-loop.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';

const ok: Outcome = { kind: 'ok', accepted: true, status: 200 };

const operations = (count: number) => {
  const nowMs = monotonicMs();
  return Array.from({ length: count }, (_, index) => ({
    operation: {
      id: `op-${index}`,
      kind: 'put',
      text: '',
      conversation: 'one',
      atMs: 0,
    },
    // Given backwards: the times decide, not the list.
    startAtMs: nowMs - index,
  }));
};

const loopOf = (send: Client['send'], more: { limitMs?: number; signal?: AbortSignal } = {}) => {
  const news: ClientNews[] = [];
  const client: Client = { send, drain: async () => ({ queued: [], deadLettered: [] }) };
  const loop = {
    client,
    operationLimitMs: more.limitMs ?? 60_000,
    signal: more.signal ?? new AbortController().signal,
    tell: (one: ClientNews) => void news.push(one),
    graceMs: 1,
  };
  return { news, loop };
};

test('every operation starts, though none before it has ended', async () => {
  const waiting: (() => void)[] = [];
  const { news, loop } = loopOf(async () => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 20) for (const one of waiting) one();
    });
    return ok;
  });
  await runOpenLoop(loop, operations(20));
  const types = news.map(({ type }) => type);
  expect(types.slice(0, 20)).toEqual(Array(20).fill('invoke'));
  expect(types.slice(20)).toEqual(Array(20).fill('complete'));
  const ids = news.flatMap((one) => ('operation' in one ? [one.operation] : []));
  expect(ids.slice(0, 2)).toEqual(['op-19', 'op-18']);
});

test('a client that ignores its limit is told to stop, and then given up', async () => {
  let aborted = false;
  const { news, loop } = loopOf(
    (_, signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise<Outcome>(() => {});
    },
    { limitMs: 1 },
  );
  await runOpenLoop(loop, operations(1));
  expect(aborted).toBe(true);
  expect(news.at(-1)).toMatchObject({
    type: 'complete',
    outcome: { kind: 'unknown', error: { code: 'CLIENT_STUCK' } },
  });
});

test('what a client throws is our own error', async () => {
  const { loop } = loopOf(() => Promise.reject(new Error('the adapter is wrong')));
  await expect(runOpenLoop(loop, operations(3))).rejects.toThrow('the adapter is wrong');
});

test('an aborted loop starts nothing more', async () => {
  const stop = new AbortController();
  const { news, loop } = loopOf(
    async () => {
      stop.abort(new Error('stopped'));
      return ok;
    },
    { signal: stop.signal },
  );
  await expect(runOpenLoop(loop, operations(5))).rejects.toThrow('stopped');
  expect(news.filter(({ type }) => type === 'invoke')).toHaveLength(1);
});
