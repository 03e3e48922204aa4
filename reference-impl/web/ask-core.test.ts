import { expect, test } from 'vitest';
import { CallFailed } from '../client/call-failed.ts';
import type { CallAnswer, ServiceCall, ServiceClient } from '../client/service-client.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createAskCore, NotAnAnswer } from './ask-core.ts';
import { createStateRoute } from './state-route.ts';

const signal = new AbortController().signal;
const packet = { key: 'k', text: 'hi', source: 'chat', signal } as const;
const failover = { state: 'failover_active', since: '1' };

function start(answer: (call: ServiceCall) => Partial<CallAnswer> | Error) {
  const calls: ServiceCall[] = [];
  const client: ServiceClient = {
    async call(call) {
      calls.push(call);
      const given = answer(call);
      if (given instanceof Error) throw given;
      const body = { answer: 'yes', model: 'm', executedBy: 'core' };
      const servedBy = call.via ?? 'primary';
      return { status: 200, callId: 'c', attempts: 1, body, servedBy, ...given };
    },
    close: () => undefined,
  };
  const route = createStateRoute({ log: createMemoryLog(), maintenance: async () => false });
  return { ask: createAskCore(client, route), route, calls };
}

test('a packet goes to the core with its key, and its answer comes back', async () => {
  const { ask, calls } = start(() => ({}));
  expect(await ask(packet)).toEqual({ answer: 'yes', model: 'm', executedBy: 'core' });
  expect(calls).toMatchObject([
    {
      method: 'POST',
      path: '/process_packet',
      key: 'k',
      via: 'primary',
      body: { key: 'k', text: 'hi', source: 'chat' },
    },
  ]);
});

test('a success with a body that is no answer is a failure', async () => {
  const { ask } = start(() => ({ body: { answer: 7 } }));
  await expect(ask(packet)).rejects.toThrow(NotAnAnswer);
});

test('G32: a call that live answers, begun before the failover, ends the routing by state', async () => {
  const { ask, route, calls } = start((call) => {
    // The state changes while this call is under way on live.
    if (call.via === 'primary' && calls.length === 1) route.observe(failover);
    return {};
  });
  await ask(packet);
  await ask(packet);
  expect(calls.map((call) => call.via)).toEqual(['primary', 'primary']);
});

test('G32: what the fallback answers after an error does not end the routing by state', async () => {
  const { ask, route, calls } = start(() => {
    route.observe(failover);
    return { servedBy: 'fallback' };
  });
  await ask(packet);
  await ask(packet);
  expect(calls.map((call) => call.via)).toEqual(['primary', 'fallback']);
});

test('a candidate that fails while nobody watches is not asked for ever', async () => {
  const outcome = { kind: 'notDelivered', code: 'ECONNREFUSED', message: 'no' } as const;
  const { ask, route, calls } = start(
    () => new CallFailed({ callId: 'c', outcome, attempts: 1, target: 'core' }),
  );
  route.observe(failover);
  for (let poll = 0; poll < 3; poll += 1) route.observe(undefined);
  for (let call = 0; call < 2; call += 1) await expect(ask(packet)).rejects.toThrow('ECONNREFUSED');
  expect(calls.map((call) => call.via)).toEqual(['fallback', 'primary']);
});
