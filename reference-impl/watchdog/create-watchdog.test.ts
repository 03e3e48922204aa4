import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createWatchdog, type WatchdogParts } from './create-watchdog.ts';
import type { ProbeResult } from './watchdog-state.ts';
import { openWatchdogStore, type WatchdogStore } from './watchdog-store.ts';

const good: ProbeResult = { ok: true, ms: 1 };
const bad: ProbeResult = { ok: false, ms: 1, reason: 'ECONNREFUSED' };

/** A world that a watchdog looks at; its lives share the folder. */
async function openWorld() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'watchdog-'));
  const world = { live: good, candidate: good, maintenance: false };
  const probed: string[] = [];
  const syncs: string[] = [];
  const stores: WatchdogStore[] = [];
  const openStore = async () => {
    const store = await openWatchdogStore(folder.path);
    stores.push(store);
    return store;
  };
  const start = async (more: Partial<WatchdogParts> = {}) => {
    const log = createMemoryLog();
    const store = await openStore();
    const watchdog = createWatchdog({
      probe: async (target) => {
        probed.push(target);
        return world[target];
      },
      maintenance: async () => world.maintenance,
      store,
      log,
      unhealthyAfter: 2,
      syncSessions: async () => void syncs.push('sync'),
      ...more,
    });
    await watchdog.resume();
    return { watchdog, store, log };
  };
  const end = async () => {
    for (const store of stores) await store.close();
    await folder.remove();
  };
  return { world, probed, syncs, start, openStore, folder, [Symbol.asyncDispose]: end };
}

test('G15: a change is durable and announced before the poll ends', async () => {
  await using world = await openWorld();
  const { watchdog, log } = await world.start();
  await watchdog.poll();
  Object.assign(world.world, { live: bad });
  await watchdog.poll();
  expect(log.events('notification')).toEqual([]);
  await watchdog.poll();
  expect(log.events('notification')).toEqual([
    {
      event: 'notification',
      id: 1,
      kind: 'HA_STATUS_CHANGE',
      from: 'active',
      to: 'failover_active',
      cause: 'live failed 2 probes in a row: ECONNREFUSED',
    },
  ]);
  const file = await readFile(join(world.folder.path, 'notifications.jsonl'), 'utf8');
  expect(JSON.parse(file)).toMatchObject({ id: 1, to: 'failover_active' });
});

test('G14, G15: a restart goes on where the last life stood and announces nothing', async () => {
  await using world = await openWorld();
  const first = await world.start();
  await first.watchdog.poll();
  Object.assign(world.world, { live: bad });
  await first.watchdog.poll();
  await first.watchdog.poll();
  const second = await world.start();
  await second.watchdog.poll();
  expect(second.watchdog.standing().state.state).toBe('failover_active');
  expect(second.log.events('notification')).toEqual([]);
  expect(second.log.events('haState')).toMatchObject([{ to: 'failover_active', first: true }]);
});

test('G13: a failure that an earlier life saw is not consecutive with the next one', async () => {
  await using world = await openWorld();
  const first = await world.start();
  await first.watchdog.poll();
  Object.assign(world.world, { candidate: bad });
  await first.watchdog.poll();
  Object.assign(world.world, { live: bad });
  await first.watchdog.poll();
  expect(first.watchdog.standing().state).toMatchObject({
    state: 'degraded',
    live: { healthy: true, consecutiveFailures: 1 },
  });
  const { watchdog } = await world.start();
  await watchdog.poll();
  expect(watchdog.standing().state.state).toBe('degraded');
  await watchdog.poll();
  expect(watchdog.standing().state.state).toBe('failed');
});

test('G15: what changed while the orchestrator was down is announced once', async () => {
  await using world = await openWorld();
  const first = await world.start();
  Object.assign(world.world, { candidate: bad });
  await first.watchdog.poll();
  await first.watchdog.poll();
  Object.assign(world.world, { candidate: good });
  const second = await world.start();
  await second.watchdog.poll();
  await second.watchdog.poll();
  expect(second.log.events('notification')).toMatchObject([
    { id: 2, from: 'degraded', to: 'active', cause: 'candidate answers again' },
  ]);
});

test('G15: a change recorded just before a crash is announced by the next life', async () => {
  await using world = await openWorld();
  const { watchdog, store } = await world.start();
  await watchdog.poll();
  const after = {
    state: 'degraded' as const,
    live: { healthy: true, consecutiveFailures: 0 },
    candidate: { healthy: false, consecutiveFailures: 2 },
    maintenance: false,
  };
  const told = { id: 1, kind: 'HA_STATUS_CHANGE' as const, cause: 'c', atMs: 5, after };
  await store.record([{ ...told, from: 'active', to: 'degraded' }]);
  const second = await world.start();
  expect(second.log.events('notification')).toMatchObject([{ id: 1, to: 'degraded' }]);
  const third = await world.start();
  expect(third.log.events('notification')).toEqual([]);
  expect(third.watchdog.standing().state.state).toBe('degraded');
});

test('G16, G17: in maintenance the candidate is not probed and nothing is synchronised', async () => {
  await using world = await openWorld();
  const { watchdog, log } = await world.start();
  Object.assign(world.world, { maintenance: true });
  await watchdog.poll();
  expect(world.probed).toEqual(['live']);
  expect(world.syncs).toEqual([]);
  expect(log.events('haEvaluation')).toMatchObject([{ candidate: 'unevaluated', state: 'active' }]);
});

test('G17: sessions are synchronised in state active and in no other', async () => {
  await using world = await openWorld();
  const { watchdog } = await world.start();
  await watchdog.poll();
  expect(world.syncs).toHaveLength(1);
  Object.assign(world.world, { candidate: bad });
  for (let poll = 0; poll < 2; poll += 1) await watchdog.poll();
  expect(watchdog.standing().state.state).toBe('degraded');
  Object.assign(world.world, { live: bad });
  for (let poll = 0; poll < 3; poll += 1) await watchdog.poll();
  expect(watchdog.standing().state.state).toBe('failed');
  expect(world.syncs).toHaveLength(2);
});

test('G15: a full disk delays the record, never the state, and the record follows', async () => {
  await using world = await openWorld();
  let isFull = true;
  const real = await world.openStore();
  const store: WatchdogStore = {
    ...real,
    record: (all) => (isFull ? Promise.reject(new Error('ENOSPC')) : real.record(all)),
    keep: (kept) => (isFull ? Promise.reject(new Error('ENOSPC')) : real.keep(kept)),
  };
  const { watchdog, log } = await world.start({ store });
  await watchdog.poll();
  Object.assign(world.world, { live: bad });
  await watchdog.poll();
  await watchdog.poll();
  expect(watchdog.standing().state.state).toBe('failover_active');
  expect(log.events('notification')).toHaveLength(1);
  expect(store.notifications()).toEqual([]);
  isFull = false;
  await watchdog.poll();
  expect(store.notifications()).toMatchObject([{ id: 1, to: 'failover_active' }]);
  expect(log.events('notification')).toHaveLength(1);
  const next = await world.openStore();
  expect(next.kept?.after.state).toBe('failover_active');
});
