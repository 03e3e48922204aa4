import { Agent } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import {
  closedAddress,
  type Misbehaviour,
  startMisbehavingServer,
} from '../client/misbehaving-server.ts';
import { lookAtService } from './look-at-service.ts';

const agent = new Agent({ keepAlive: false });
const look = (url: string, limitMs = 20_000) =>
  lookAtService({ name: 'x', url }, { agent, limitMs, signal: new AbortController().signal });

async function lookAt(...behaviours: Misbehaviour[]) {
  const server = await startMisbehavingServer(...behaviours);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return look(server.url, behaviours.includes('hang') ? 300 : undefined);
}

const json = (status: number, body: object): Misbehaviour => {
  return { status, body: JSON.stringify(body) };
};
const alive = json(200, { live: true, sinceMs: 7 });

test('G27: a service that nobody listens for is down, with the address that was tried', async () => {
  const url = await closedAddress();
  const { condition, reasons } = await look(url);
  expect(condition).toBe('down');
  expect(reasons[0]).toContain(url.slice('http://'.length));
});

test('G27: a service that takes the connection and says nothing is hung, not down', async () => {
  expect(await lookAt('hang')).toMatchObject({ condition: 'hung', startedAtMs: null });
  expect(await lookAt(alive, 'hang')).toMatchObject({ condition: 'hung' });
});

test('B5, G27: a service whose own loop hangs is hung, with its reason', async () => {
  const found = await lookAt(json(503, { live: false, sinceMs: 7, reasons: ['the loop hangs'] }));
  expect(found).toMatchObject({ condition: 'hung', reasons: ['the loop hangs'], startedAtMs: 7 });
});

test('H3, G27: a service that lives and cannot work is not ready and says why', async () => {
  const found = await lookAt(alive, json(503, { able: false, reasons: ['no model'] }));
  expect(found).toMatchObject({ condition: 'notReady', reasons: ['no model'], startedAtMs: 7 });
});

test('H3: what a service shares does not make it unready, and is told all the same', async () => {
  const dependencies = {
    prime: { state: 'failing', reason: 'refused', atMs: 5 },
    mcp: { state: 'ok' },
    ha: 'active',
  };
  const breakers = { model: 'MONITORING (3/5)' };
  const found = await lookAt(alive, json(200, { reasons: [], dependencies, breakers }));
  expect(found).toEqual({
    condition: 'ready',
    reasons: ['its last call to prime failed: refused'],
    startedAtMs: 7,
    breakers,
  });
});

test('what is no answer of this stack does not break the look', async () => {
  const found = await lookAt(json(200, []), { status: 200, body: '[1]' });
  expect(found).toMatchObject({ condition: 'ready', reasons: [], breakers: {} });
  expect(await lookAt(json(404, {}))).toMatchObject({ reasons: ['/live answered 404'] });
});
