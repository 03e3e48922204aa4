import { type Clock, install } from '@sinonjs/fake-timers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { beginExchange, closeAt } from './link-connection.ts';
import { createLinkLedger } from './link-ledger.ts';
import { createProcessStates } from './process-states.ts';
import { createStepWindows } from './step-windows.ts';
import type { RawExchange } from './switchboard.ts';
import { createTapBSight } from './tap-b-sight.ts';

let clock: Clock & { uninstall(): void };
beforeEach(() => {
  clock = install();
});
afterEach(() => clock.uninstall());

const open = () => {
  const told: RawExchange[] = [];
  const processes = createProcessStates();
  const ledger = createLinkLedger({
    link: {
      name: 'web>core',
      protocol: 'http',
      callIdHeader: 'x-call-id',
      keyHeaders: [],
      ports: { tapA: 1, proxy: 2, tapB: 3 },
      service: { host: '127.0.0.1', port: 4 },
    },
    processes,
    windows: createStepWindows(),
    output: { exchange: (exchange) => told.push(exchange), phase: () => {} },
    nowMs: Date.now,
  });
  /** An exchange that its caller has just ended. */
  const abandon = () => {
    const connection = ledger.begin();
    const head = { method: 'GET', path: '/', headText: '', sentAtMs: Date.now() };
    beginExchange(connection, ledger.host, head);
    Object.assign(connection.facts, { endedBy: 'caller', ending: 'fin', endedAtMs: Date.now() });
    closeAt(connection, ledger.host, 'A');
  };
  const dies = (role: string) => {
    processes.tell(role, { state: 'dead', life: 0, atMs: Date.now() });
  };
  return { told, ledger, abandon, dies };
};

it('a caller that died is known a little later than its connections end', () => {
  const { told, abandon, dies } = open();
  abandon();
  clock.tick(30);
  expect(told).toEqual([]);
  dies('web');
  clock.tick(30);
  expect(told).toMatchObject([{ from: 'web', to: 'core', endedByCaller: true, callerDied: true }]);
});

it('another process, or a later death, is no reason', () => {
  const { told, abandon, dies } = open();
  abandon();
  dies('core');
  clock.tick(200);
  dies('web');
  expect(told).toHaveLength(1);
  expect(told[0]?.callerDied).toBeUndefined();
});

it('flush does not wait, and nothing is told twice', () => {
  const { told, abandon, ledger } = open();
  abandon();
  ledger.flush();
  expect(told).toHaveLength(1);
  clock.tick(200);
  ledger.flush();
  expect(told).toHaveLength(1);
  expect(clock.countTimers()).toBe(0);
});

it('a request that was between the taps at the flush is no mismatch when it reaches tap B', () => {
  const { told, ledger } = open();
  const connection = ledger.begin();
  const head = { method: 'POST', path: '/work', headText: 'POST /work', sentAtMs: 0 };
  beginExchange(connection, ledger.host, head);
  const tapB = createTapBSight(connection, ledger.host);
  ledger.flush();
  const seen = { text: 'POST /work', firstLine: 'POST /work HTTP/1.1', fields: [] };
  // Only the text and the first line of a head are looked at.
  const request = () => tapB.request(seen as unknown as Parameters<typeof tapB.request>[0]);
  request().delivered();
  expect(told).toHaveLength(1);
  expect(request).toThrow('tap A saw none');
});
