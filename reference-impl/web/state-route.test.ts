import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createStateRoute } from './state-route.ts';

const failover = { state: 'failover_active', since: '1' };
const active = { state: 'active', since: '2' };

function start() {
  const log = createMemoryLog();
  const flag = { on: false };
  const route = createStateRoute({ log, maintenance: async () => flag.on });
  const changes = () => log.events('stateRoute').map((fields) => fields.to);
  return { route, flag, changes };
}

test('G32: new calls go to the candidate exactly while the state is failover_active', async () => {
  const { route, changes } = start();
  expect(await route.choose()).toBe('primary');
  for (const state of ['active', 'degraded', 'failed', 'failover_active', 'failed', 'active']) {
    route.observe({ state, since: state });
    expect(await route.choose()).toBe(state === 'failover_active' ? 'fallback' : 'primary');
  }
  expect(changes()).toEqual(['candidate', 'live']);
});

test('G6, G32: in maintenance new calls stay on live', async () => {
  const { route, flag } = start();
  route.observe(failover);
  flag.on = true;
  expect(await route.choose()).toBe('primary');
  flag.on = false;
  expect(await route.choose()).toBe('fallback');
});

test('G32: the first success on live ends it, until another failover begins', async () => {
  const { route, changes } = start();
  route.observe(failover);
  expect(await route.choose()).toBe('fallback');
  route.liveSucceeded();
  expect(await route.choose()).toBe('primary');
  route.observe(failover);
  expect(await route.choose()).toBe('primary');
  route.observe({ ...failover, since: '9' });
  expect(await route.choose()).toBe('fallback');
  expect(changes()).toEqual(['candidate', 'live', 'candidate']);
});

test('a change is told when the state is heard of, not only when somebody calls', async () => {
  const { route, changes } = start();
  route.observe(failover);
  await new Promise(setImmediate);
  expect(changes()).toEqual(['candidate']);
  route.observe(active);
  expect(changes()).toEqual(['candidate', 'live']);
});

test('a success on live from before the failover ends nothing', async () => {
  const { route } = start();
  route.observe(active);
  route.liveSucceeded();
  route.observe(failover);
  expect(await route.choose()).toBe('fallback');
});

test('a state that nobody confirms any more is given up once the candidate fails', async () => {
  const { route } = start();
  route.observe(failover);
  for (let poll = 0; poll < 3; poll += 1) route.observe(undefined);
  expect(await route.choose()).toBe('fallback');
  route.candidateFailed();
  expect(await route.choose()).toBe('primary');
  route.observe(failover);
  expect(await route.choose()).toBe('fallback');
});

test('ruling 6: after any course of events the choice is what the ruling says', async () => {
  const event = fc.oneof(
    fc.constantFrom('active', 'degraded', 'failover_active', 'failed').map((state) => ({ state })),
    fc.constantFrom('live succeeded', 'maintenance on', 'maintenance off'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      const { route, flag } = start();
      let state = '';
      let period = 0;
      let ended = false;
      for (const one of events) {
        if (typeof one === 'object') {
          if (one.state !== state) {
            period += 1;
            ended = false;
          }
          state = one.state;
          route.observe({ state, since: `${period}` });
        } else if (one === 'live succeeded') {
          route.liveSucceeded();
          ended = true;
        } else flag.on = one === 'maintenance on';
        const byState = state === 'failover_active' && !flag.on && !ended;
        expect(await route.choose()).toBe(byState ? 'fallback' : 'primary');
      }
    }),
  );
});
