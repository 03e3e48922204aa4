import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createTrackerHandlers } from '../../fixtures/tracker/create-tracker-handlers.ts';
import { addHandlerRoutes } from '../providers/handler-routes.ts';
import { createServer } from '../serving/create-server.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { createTracker } from './tracker-client.ts';

const repository = 'us/ideas';

/** A tracker on loopback, and a client of it. */
async function open({ token = 'right', perHour }: { token?: string; perHour?: number } = {}) {
  const server = createServer(createWorkGate());
  const stand = { base: '*', token: 'right', repository, assignable: ['ada'] };
  const handlers = createTrackerHandlers({ ...stand, ...(perHour && { perHour }) });
  addHandlerRoutes(server, { handlers, prefixes: ['/repos'], delayMs: 0 });
  await server.listen({ host: '127.0.0.1', port: 0 });
  // A TCP server that listens has an address object.
  const { port } = server.server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const tracker = createTracker({ baseUrl, token, repository, timeoutMs: 20_000 });
  onTestFinished(async () => {
    tracker.close();
    await server.close();
  });
  return tracker;
}

const issue = (key: string) => ({ key, title: 'it broke', body: 'so', labels: [], assignees: [] });

test('F6: an issue is found again by its key, also on a later page', async () => {
  const tracker = await open();
  expect(await tracker.find('key-1')).toBeUndefined();
  for (let at = 1; at <= 101; at += 1) await tracker.create(issue(`key-${at}`));
  expect(await tracker.find('key-1')).toBe(1);
  expect(await tracker.find('key-101')).toBe(101);
  await tracker.assign(1, ['ada']);
});

test.each([
  [
    'a wrong token',
    async () => (await open({ token: 'wrong' })).create(issue('a')),
    401,
    /create an issue: status 401/,
  ],
  [
    'an empty title',
    async () => (await open()).create({ ...issue('a'), title: '' }),
    422,
    /Validation Failed/,
  ],
  [
    'an issue that is not there',
    async () => (await open()).assign(7, ['ada']),
    404,
    /assign issue 7/,
  ],
])(
  'F6: %s is a failure that says what was asked and what came back',
  async (_what, act, status, said) => {
    const failure = act();
    await expect(failure).rejects.toThrow(said);
    await expect(failure).rejects.toMatchObject({ name: 'TrackerFailed', status });
  },
);

test('F6: the limit on requests is a failure with its status', async () => {
  const tracker = await open({ perHour: 1 });
  await tracker.create(issue('a'));
  await expect(tracker.create(issue('b'))).rejects.toMatchObject({ status: 403 });
});
