import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AgentBreakerChange,
  type AgentBreakerOptions,
  createAgentBreakers,
} from './agent-breakers.ts';
import { BreakerOpen } from './breaker-open.ts';

function prepare(options: AgentBreakerOptions = {}) {
  const clock = { nowMs: 0 };
  const changes: AgentBreakerChange[] = [];
  const breakers = createAgentBreakers({
    now: () => clock.nowMs,
    onChange: (change) => void changes.push(change),
    waitMs: 0,
    ...options,
  });
  const call = (agent: string, outcome: 'ok' | 'fail', cluster?: string) =>
    breakers
      .call(cluster === undefined ? { agent } : { agent, cluster }, async () => {
        if (outcome === 'fail') throw new Error('down');
      })
      .then(
        () => 'passed',
        (error) => (error instanceof BreakerOpen ? 'blocked' : 'failed'),
      );
  const open = async (agent: string, cluster?: string) => {
    for (let time = 0; time < 5; time += 1) await call(agent, 'fail', cluster);
  };
  return { clock, changes, breakers, call, open };
}

test('U3: five failures open an agent’s breaker, and that of nobody else', async () => {
  const { breakers, call, open } = prepare();
  await call('b', 'ok', 'team');
  await open('a', 'team');
  expect(await call('a', 'ok', 'team')).toBe('blocked');
  expect(await call('b', 'ok', 'team')).toBe('passed');
  expect(breakers.status()).toEqual([
    { agent: 'b', cluster: 'team', status: 'CLOSED', held: false },
    { agent: 'a', cluster: 'team', status: 'OPEN', held: false },
  ]);
});

test('U3: after 60 s three probes are let through, and all of them must succeed', async () => {
  const { breakers, call, open, clock } = prepare();
  await open('a');
  clock.nowMs = 59_999;
  expect(await call('a', 'ok')).toBe('blocked');
  clock.nowMs = 60_000;
  for (const status of ['HALF_OPEN', 'HALF_OPEN', 'CLOSED']) {
    expect(await call('a', 'ok')).toBe('passed');
    expect(breakers.status()[0]?.status).toBe(status);
  }
});

test('U3: a cluster is shut while enough of its agents are, and no other cluster is', async () => {
  const { breakers, call, open, clock, changes } = prepare({ clusterThreshold: 2 });
  await open('a', 'team');
  expect([breakers.clusterStatus('team'), await call('c', 'ok', 'team')]).toEqual([
    'MONITORING (1/2)',
    'passed',
  ]);
  await open('b', 'team');
  expect([breakers.clusterStatus('team'), await call('c', 'ok', 'team')]).toEqual([
    'OPEN',
    'blocked',
  ]);
  expect([breakers.clusterStatus('other'), await call('d', 'ok', 'other')]).toEqual([
    'CLOSED',
    'passed',
  ]);
  clock.nowMs = 60_000;
  expect(await call('c', 'ok', 'team')).toBe('passed');
  expect(changes.map(({ agent, to }) => [agent, to])).toEqual([
    ['a', 'open'],
    ['b', 'open'],
    ['a', 'halfOpen'],
    ['b', 'halfOpen'],
  ]);
});

test('U3: in a cluster that is shut, an agent whose time has come is probed, and it alone', async () => {
  const { breakers, call, open, clock } = prepare({ clusterThreshold: 2 });
  await open('a', 'team');
  clock.nowMs = 30_000;
  await Promise.all([open('b', 'team'), open('c', 'team')]);
  clock.nowMs = 60_000;
  expect(await call('d', 'ok', 'team')).toBe('blocked');
  for (let probe = 0; probe < 3; probe += 1) expect(await call('a', 'ok', 'team')).toBe('passed');
  expect(breakers.clusterStatus('team')).toBe('OPEN');
  clock.nowMs = 90_000;
  expect(await call('d', 'ok', 'team')).toBe('passed');
});

test('U3: an agent that is forgotten, or has moved, no longer weighs on its cluster', async () => {
  const { breakers, call, open } = prepare({ clusterThreshold: 2 });
  await open('a', 'team');
  await open('b', 'team');
  breakers.forget('a');
  expect(breakers.clusterStatus('team')).toBe('MONITORING (1/2)');
  await call('b', 'ok', 'other');
  expect([breakers.clusterStatus('team'), breakers.clusterStatus('other')]).toEqual([
    'CLOSED',
    'MONITORING (1/2)',
  ]);
});

test('U3: a critical failure is held until a person resets the agent', async () => {
  const { breakers, call, clock } = prepare({ needsHuman: () => true });
  await call('a', 'fail');
  clock.nowMs = 10_000_000;
  expect(await call('a', 'ok')).toBe('blocked');
  expect(breakers.status()[0]).toMatchObject({ status: 'OPEN', held: true });
  breakers.reset('a');
  expect(await call('a', 'ok')).toBe('passed');
});

test('U8: breakers that are switched off block nobody', async () => {
  const { call, open } = prepare({ enabled: false });
  await open('a');
  expect(await call('a', 'ok')).toBe('passed');
});

test('U3: a threshold by which one agent would stop others is refused', () => {
  expect(() => prepare({ clusterThreshold: 1 })).toThrow('one failing agent must never stop');
});

test('U3: whatever one agent does, all others fare as if it were not there', async () => {
  const step = fc.record({
    agent: fc.constantFrom('bad', 'b', 'c'),
    outcome: fc.constantFrom('ok' as const, 'fail' as const),
    waitMs: fc.nat(20_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      // With three agents no three can be open unless all are.
      const [together, alone] = [prepare({ clusterThreshold: 3 }), prepare()];
      for (const { agent, outcome, waitMs } of steps) {
        together.clock.nowMs += waitMs;
        alone.clock.nowMs += waitMs;
        const found = await together.call(agent, agent === 'bad' ? 'fail' : outcome, 'team');
        if (agent !== 'bad') expect(found).toBe(await alone.call(agent, outcome, 'team'));
      }
    }),
  );
});
