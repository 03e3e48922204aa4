import { EventEmitter, once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createServer } from '../serving/create-server.ts';
import { addHealthRoutes } from '../serving/health-routes.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { createDashboard } from './create-dashboard.ts';
import type { DashboardState, Happening } from './dashboard-state.ts';
import type { WatchedService } from './look-at-service.ts';

interface Told {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

/** Reads a stream of server-sent events for as long as a test lasts. */
function readEvents(response: Response) {
  const told: Told[] = [];
  const news = new EventEmitter();
  const take = (block: string): void => {
    const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
    if (fields.data === undefined) return;
    told.push({ event: fields.event, id: fields.id, data: JSON.parse(fields.data) });
    news.emit('news');
  };
  const read = async () => {
    let text = '';
    for await (const bytes of response.body ?? []) {
      text += Buffer.from(bytes).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(block);
    }
  };
  const ended = read().catch(() => undefined);
  const until = async (holds: () => boolean) => {
    while (!holds()) await once(news, 'news');
  };
  const happened = () =>
    told.filter(({ event }) => event === 'happening').map(({ data }) => data as Happening);
  const states = () =>
    told.filter(({ event }) => event === 'state').map(({ data }) => data as DashboardState);
  return { told, until, happened, states, ended };
}

async function start(services: readonly WatchedService[] = []) {
  const own = { pending: 0, looks: 0 };
  const dashboard = createDashboard({
    services,
    orchestrator: '',
    pollMs: 5,
    limitMs: 20_000,
    look: async () => {
      own.looks += 1;
      dashboard.changed();
    },
    own: () => ({
      route: 'live',
      maintenance: false,
      service: { name: 'web', condition: 'ready', sinceMs: 1, reasons: [] },
      breakers: [],
      queue: { pending: own.pending, inFlight: 0, answered: 0, dead: 0 },
      rates: [],
    }),
  });
  const server = createServer(createWorkGate());
  dashboard.addRoutes(server);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    dashboard.end();
    await server.close();
  });
  const view = async (headers: Record<string, string> = {}, query = '') => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const response = await fetch(`${url}/dashboard/events${query}`, { headers, signal });
    return { response, ...readEvents(response), leave: () => leaving.abort() };
  };
  return { dashboard, own, view };
}

const maintenance = (on: boolean) => ({ kind: 'maintenance', on }) as const;

test('G27: a viewer gets what happened, the state, and then every change', async () => {
  const { dashboard, own, view } = await start();
  const viewer = await view();
  expect(viewer.response.headers.get('content-type')).toContain('text/event-stream');
  await viewer.until(() => viewer.states().length === 1);
  expect(viewer.happened()).toMatchObject([{ kind: 'started' }]);
  dashboard.happenings.add(maintenance(true), { atMs: 5 });
  await viewer.until(() => viewer.happened().length === 2);
  own.pending = 7;
  await viewer.until(() => viewer.states().at(-1)?.queue.pending === 7);
});

test('G27: a viewer that comes back gets what it missed, and nothing twice', async () => {
  const { dashboard, view } = await start();
  const first = await view();
  await first.until(() => first.states().length > 0);
  const { id } = first.told.at(-1) ?? { id: '' };
  first.leave();
  await first.ended;
  dashboard.happenings.add(maintenance(true), { atMs: 5 });
  for (const again of [await view({ 'last-event-id': id }), await view({}, `?last=${id}`)]) {
    await again.until(() => again.states().length > 0);
    expect(again.happened()).toMatchObject([{ kind: 'maintenance' }]);
  }
  for (const other of ['an-other.1', 'nonsense', `${id.split('.')[0]}.-1`]) {
    const stranger = await view({ 'last-event-id': other });
    await stranger.until(() => stranger.states().length > 0);
    expect(stranger.happened()).toMatchObject([{ kind: 'started' }, { kind: 'maintenance' }]);
  }
});

test('G27, F3: the breakers of every service are shown, each with its own status', async () => {
  const open = async (name: string, status: string) => {
    const server = createServer(createWorkGate());
    const health = { able: true, reasons: [], breakers: { prime: status } };
    addHealthRoutes(server, createWorkGate(), async () => health);
    onTestFinished(() => server.close());
    return { name, url: await server.listen({ host: '127.0.0.1', port: 0 }) };
  };
  const services = [await open('core', 'MONITORING (3/5)'), await open('core-candidate', 'OPEN')];
  const viewer = await (await start(services)).view();
  await viewer.until(() => viewer.states().at(-1)?.breakers.length === 2);
  expect(viewer.states().at(-1)?.breakers).toEqual([
    { service: 'core', name: 'prime', status: 'MONITORING (3/5)' },
    { service: 'core-candidate', name: 'prime', status: 'OPEN' },
  ]);
  viewer.leave();
});

test('G27: the stack is asked only while somebody looks', async () => {
  const { own, view } = await start();
  expect(own.looks).toBe(0);
  const viewer = await view();
  await expect.poll(() => own.looks).toBeGreaterThan(2);
  const second = await view();
  viewer.leave();
  await viewer.ended;
  const before = own.looks;
  await expect.poll(() => own.looks).toBeGreaterThan(before + 2);
  second.leave();
  await second.ended;
  let last = -1;
  // A look that was under way may still end; after that there is none.
  await expect
    .poll(() => {
      const isStill = own.looks === last;
      last = own.looks;
      return isStill;
    })
    .toBe(true);
});

test('G27: a stop ends every stream, so that it does not wait for those who look', async () => {
  const { dashboard, view } = await start();
  const viewer = await view();
  await viewer.until(() => viewer.states().length > 0);
  dashboard.end();
  await viewer.ended;
});

test('the hundred and first viewer is told that there are too many', async () => {
  const { view } = await start();
  const viewers = await Promise.all(Array.from({ length: 100 }, () => view()));
  const { response } = await view();
  expect(response.status).toBe(503);
  viewers[0]?.leave();
  await viewers[0]?.ended;
  await expect.poll(async () => (await view()).response.status).toBe(200);
});
