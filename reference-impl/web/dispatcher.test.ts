import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CallFailed } from '../client/call-failed.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { MessageQueue } from '../queue/message-queue.ts';
import type { AskCore, Packet } from './ask-core.ts';
import { createDispatcher, type DispatcherOptions } from './dispatcher.ts';

const patient = { timeout: 20_000 };

async function start(askCore: AskCore, settings: Partial<DispatcherOptions['settings']> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'dispatcher-'));
  const log = createMemoryLog();
  const clock = { nowMs: Date.now() };
  const queue = await MessageQueue.open({ dataDir, log, now: () => clock.nowMs });
  const giveUp = new AbortController();
  const dispatcher = createDispatcher({
    queue,
    askCore,
    log,
    giveUp: giveUp.signal,
    random: () => 0.5,
    now: () => clock.nowMs,
    settings: {
      DELIVERY_CONCURRENCY: 2,
      REDELIVERY_BASE_MS: 2000,
      REDELIVERY_MAX_MS: 30_000,
      MAX_ATTEMPTS: 0,
      ...settings,
    },
  });
  queue.onChange(dispatcher.pump);
  onTestFinished(async () => {
    giveUp.abort();
    await dispatcher.stop();
    await queue.close();
    await rm(dataDir, { recursive: true });
  });
  const later = (ms: number) => {
    clock.nowMs += ms;
    queue.poll();
  };
  return { queue, dispatcher, log, giveUp, later };
}

const accept = (queue: MessageQueue, ...keys: string[]) =>
  Promise.all(keys.map((key) => queue.accept({ key, text: key })));

/** A core whose answers the test gives, one by one. */
function openCore() {
  const asked: { packet: Packet; resolve: () => void; reject: (error: Error) => void }[] = [];
  const askCore: AskCore = (packet) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ answer: string; model: string }>();
    asked.push({ packet, resolve: () => resolve({ answer: 'yes', model: 'm' }), reject });
    return promise;
  };
  return { asked, askCore };
}

test('an accepted message is delivered without anybody asking for it', async () => {
  const { queue } = await start(async ({ text }) => ({ answer: `re ${text}`, model: 'm' }));
  await accept(queue, 'a', 'b', 'c');
  await expect.poll(() => queue.counts().answered, patient).toBe(3);
  expect(queue.get('b')).toMatchObject({ answer: 're b', attempts: 1 });
});

test('no more deliveries run at once than allowed, and each end begins the next', async () => {
  const { asked, askCore } = openCore();
  const { queue } = await start(askCore);
  await accept(queue, 'a', 'b', 'c', 'd', 'e');
  for (let ended = 0; ended < 5; ended += 1) {
    await expect.poll(() => asked.length, patient).toBe(Math.min(5, ended + 2));
    expect(queue.counts().inFlight).toBe(Math.min(2, 5 - ended));
    asked[ended]?.resolve();
    await expect.poll(() => queue.counts().answered, patient).toBe(ended + 1);
  }
});

test('G29: a delivery that hangs holds up no other', async () => {
  const { asked, askCore } = openCore();
  const { queue } = await start((packet) =>
    packet.key === 'hung' ? askCore(packet) : Promise.resolve({ answer: '', model: 'm' }),
  );
  await accept(queue, 'hung', 'a', 'b', 'c');
  await expect.poll(() => queue.counts(), patient).toMatchObject({ answered: 3, inFlight: 1 });
  asked[0]?.resolve();
});

test('a failed delivery returns its message, with doubling waits up to the maximum', async () => {
  const { queue, log, later } = await start(async () => {
    throw new Error('core is down');
  });
  await accept(queue, 'a');
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    await expect.poll(() => log.events('redelivery').length, patient).toBe(attempt);
    later(40_000);
  }
  const waits = log.events('redelivery').map((fields) => fields.waitMs);
  expect(waits).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(log.events('redelivery')[0]).toMatchObject({
    key: 'a',
    attempt: 1,
    reason: 'core is down',
  });
});

test('G29: a message that came back is not delivered again before its wait is over', async () => {
  const { queue, log, later } = await start(async () => {
    throw new Error('prime hangs');
  });
  await accept(queue, 'a');
  for (const [index, waitMs] of [2000, 4000, 8000].entries()) {
    const attempts = index + 1;
    await expect.poll(() => log.events('redelivery').length, patient).toBe(attempts);
    later(waitMs - 1);
    expect(queue.get('a')).toMatchObject({ state: 'pending', attempts });
    later(1);
    expect(queue.get('a')).toMatchObject({ state: 'inFlight', attempts: attempts + 1 });
  }
});

test('a message is dead after its last allowed attempt, with the reason, and never before', async () => {
  const fail = async () => {
    throw new Error('core is down');
  };
  const { queue, log, later } = await start(fail, { MAX_ATTEMPTS: 2 });
  await accept(queue, 'a');
  await expect.poll(() => queue.get('a'), patient).toMatchObject({ state: 'pending', attempts: 1 });
  later(40_000);
  await expect
    .poll(() => queue.get('a'), patient)
    .toMatchObject({ state: 'dead', reason: 'core is down' });
  expect(log.events('deadLetter')).toMatchObject([{ key: 'a', reason: 'core is down' }]);
});

test('what the core will never take is dead at once; a 4xx of somebody else is not its word', async () => {
  const bodies: Readonly<Record<string, unknown>> = {
    reused: { error: { code: 'KEY_REUSED', message: 'the key belongs to another text' } },
    proxied: { error: { code: 'TEAPOT', message: 'short and stout' } },
  };
  const { queue } = await start(async ({ key }) => {
    const outcome = { kind: 'answered', status: 409, body: bodies[key] } as const;
    throw new CallFailed({ callId: 'c', outcome, attempts: 1, target: 'core' });
  });
  await accept(queue, 'reused', 'proxied');
  await expect.poll(() => queue.counts(), patient).toMatchObject({ dead: 1, pending: 1 });
  expect(queue.get('reused')).toMatchObject({
    state: 'dead',
    reason: expect.stringContaining('the key belongs to another text'),
  });
});

test('a delivery that a stop cut short does not count against the message', async () => {
  const outcome = { kind: 'aborted', message: 'web is stopping' } as const;
  const { queue, log } = await start(
    async () => {
      throw new CallFailed({ callId: 'c', outcome, attempts: 1, target: 'core' });
    },
    { MAX_ATTEMPTS: 1 },
  );
  await accept(queue, 'a');
  await expect.poll(() => queue.get('a')?.state, patient).toBe('pending');
  expect(log.events('deadLetter')).toEqual([]);
});

test('a stop begins nothing more and waits for what is under way', async () => {
  const { asked, askCore } = openCore();
  const { queue, dispatcher } = await start(askCore);
  await accept(queue, 'a', 'b', 'c');
  await expect.poll(() => asked.length, patient).toBe(2);
  let stopped = false;
  const stop = dispatcher.stop().then(() => {
    stopped = true;
  });
  asked[0]?.resolve();
  await expect.poll(() => queue.counts().answered, patient).toBe(1);
  expect(stopped).toBe(false);
  asked[1]?.resolve();
  await stop;
  expect(queue.counts()).toMatchObject({ answered: 2, pending: 1, inFlight: 0 });
});
