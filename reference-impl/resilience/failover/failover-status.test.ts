import { type Clock, install } from '@sinonjs/fake-timers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FailoverManagerOptions } from './failover-manager.ts';
import { failoverPresets, standardFailover } from './failover-options.ts';
import { allDown, type Behaviour, nano, scriptedManager } from './testing/scripted-manager.ts';

let time: Clock;
beforeEach(() => {
  // Never the queue of ticks: the test runner's own messages wait in it.
  const toFake = ['setTimeout', 'clearTimeout', 'Date', 'performance'] as const;
  time = install({ now: 1_000_000, toFake: [...toFake] });
});
afterEach(async () => {
  await time.runAllAsync();
  time.uninstall();
});

const prepare = (
  behaviours: Readonly<Record<string, Behaviour>> = {},
  more: Partial<FailoverManagerOptions> = {},
) => scriptedManager(time, behaviours, more);

test('F8: the status tells breaker, place, speed and quality of each model; a reset closes all', async () => {
  const { manager, execute, table } = prepare(allDown);
  await execute('planner', 9000);
  const planner = () => manager.getStatus().roles[0]?.models ?? [];
  expect(planner()[0]).toMatchObject({
    model: nano,
    primary: true,
    status: 'OPEN',
    speed: 'fast',
    quality: 'good',
    failed: 3,
    lastError: `${nano} is down`,
  });
  table[nano] = 'answers';
  manager.resetCircuitBreakers();
  expect(planner().map(({ status }) => status)).toEqual(['CLOSED', 'CLOSED', 'CLOSED']);
  expect(await execute('planner')).toMatchObject({ model: nano, fallback: false });
});

test('F8: FAIL_PRIMARY makes the first model of each role fail, and only as that role’s first', async () => {
  const { manager, execute, calls } = prepare({}, { failPrimary: true });
  expect(await execute('planner', 3000)).toMatchObject({
    model: 'opencode/mixtral-8x7b',
    fallback: true,
    attempts: [
      { result: 'failed', reason: 'FAIL_PRIMARY is set' },
      { try: 2, result: 'failed' },
      { try: 3, result: 'failed' },
      { model: 'opencode/mixtral-8x7b', result: 'answered' },
    ],
  });
  expect(calls).toEqual(['opencode/mixtral-8x7b']);
  expect(manager.getStatus().failPrimary).toBe(true);
});

test('F10: every event of a failover is logged with its time, try number, model and reason', async () => {
  const { execute, log } = prepare({ [nano]: 'fails' });
  await execute('planner', 3000);
  await execute('planner');
  const said = log.events('modelFailover').map((fields) => {
    const { action, atMs, model, try: number, reason } = fields;
    return [Number(atMs) - 1_000_000, action, model, number, reason];
  });
  const down = `${nano} is down`;
  const open = 'the breaker is OPEN: the call was not made';
  const second = 'opencode/mixtral-8x7b';
  expect(said).toEqual([
    [0, 'failed', nano, 1, down],
    [0, 'wait', nano, 1, undefined],
    [1000, 'failed', nano, 2, down],
    [1000, 'wait', nano, 2, undefined],
    [3000, 'failed', nano, 3, down],
    [3000, 'answered', second, 1, undefined],
    [3000, 'ended', second, undefined, down],
    [3000, 'skipped', nano, 1, open],
    [3000, 'answered', second, 1, undefined],
    [3000, 'ended', second, undefined, open],
  ]);
  expect(log.events('breaker')).toMatchObject([
    { name: nano, from: 'closed', to: 'open', status: 'OPEN' },
  ]);
});

test('F11: the defaults and the presets are those of the specification', () => {
  expect(prepare().manager.options).toEqual({
    failureThreshold: 3,
    resetTimeoutMs: 60_000,
    monitoringPeriodMs: 300_000,
    maxRetries: 3,
    gracefulDegradation: true,
    partialSuccess: true,
    minSuccessRate: 0.5,
    timeLimitMs: 300_000,
  });
  const { aggressive, conservative } = failoverPresets;
  expect(aggressive).toEqual({
    ...standardFailover,
    failureThreshold: 2,
    resetTimeoutMs: 30_000,
  });
  expect(conservative).toEqual({
    ...standardFailover,
    failureThreshold: 10,
    resetTimeoutMs: 300_000,
  });
});

test('F11: the aggressive preset leaves a model after two failures and asks it again after 30 s', async () => {
  const { execute, calls } = prepare({ [nano]: 'fails' }, { options: failoverPresets.aggressive });
  await execute('planner', 1000);
  await time.tickAsync(29_999);
  await execute('planner');
  expect(calls.filter((model) => model === nano)).toHaveLength(2);
  await time.tickAsync(1);
  await execute('planner');
  expect(calls.filter((model) => model === nano)).toHaveLength(3);
});

test('F2, F11: the conservative preset tries four times before it moves on', async () => {
  const { execute, calls } = prepare(
    { [nano]: 'fails' },
    { options: failoverPresets.conservative },
  );
  await execute('planner', 7000);
  expect(calls).toEqual([nano, nano, nano, nano, 'opencode/mixtral-8x7b']);
});

test('F9, F12: rates are judged, and above a fifth of fallbacks more time is advised, never taken', async () => {
  const { manager, execute, log } = prepare({ 'opencode/codellama-7b': 'fails' });
  for (let round = 0; round < 4; round += 1) await execute('planner');
  await execute('coder', 3000);
  expect(manager.getStatus().advice).toBeNull();
  await execute('coder');
  await execute('coder');
  expect(manager.getStatus()).toMatchObject({
    counts: { executions: 7, byPrimary: 4, byFallback: 3, breakerOpens: 1 },
    advice: { kind: 'moreTimeForPrimary', addMs: 60_000 },
  });
  expect(log.events('advice')).toMatchObject([{ addMs: 60_000, timeLimitMs: 300_000 }]);
  expect(manager.options.timeLimitMs).toBe(300_000);
  const levels = manager.getStatus().metrics.map(({ name, level }) => [name, level]);
  expect(Object.fromEntries(levels)).toEqual({
    primarySuccessRate: 'critical',
    fallbackRate: 'critical',
    degradationRate: 'good',
    breakerOpens: 'warning',
    partialSuccessRate: 'noData',
  });
});

test('F5: parallel agents are ruled by the manager’s least rate, logged and counted', async () => {
  const { manager, log } = prepare();
  const nothing = async () => undefined;
  const effects = {
    ...{ commit: nothing, markMilestone: nothing, assignIssue: nothing, rollBack: nothing },
    openIssue: nothing,
  };
  const end = await manager.runParts({
    parts: ['a', 'b', 'c'],
    run: async (part) => {
      if (part === 'b') throw new Error('agent b failed');
    },
    effects,
  });
  expect(end).toMatchObject({ continues: true, ruling: { decision: 'continueWithWarning' } });
  expect(log.events('partialSuccess')).toMatchObject([{ succeeded: 2, total: 3, percent: 67 }]);
  expect(manager.metrics.counts()).toMatchObject({ batches: 1, partialBatches: 1 });
});
