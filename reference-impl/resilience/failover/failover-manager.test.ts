import { type Clock, install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryLog } from '../../logging/memory-log.ts';
import type { DegradedAlert } from './failover-log.ts';
import { createFailoverManager, type FailoverManagerOptions } from './failover-manager.ts';
import { failoverPresets, standardFailover } from './failover-options.ts';

let time: Clock;
beforeEach(() => {
  time = install({ now: 1_000_000 });
});
afterEach(async () => {
  await time.runAllAsync();
  time.uninstall();
});

type Behaviour = 'answers' | 'partly' | 'fails' | 'hangs';

/** A manager over models that behave as the table says; those that it leaves out answer. */
function prepare(
  behaviours: Readonly<Record<string, Behaviour>> = {},
  more: Partial<FailoverManagerOptions> = {},
) {
  const table: Record<string, Behaviour> = { ...behaviours };
  const calls: string[] = [];
  const alerts: DegradedAlert[] = [];
  const log = createMemoryLog();
  const manager = createFailoverManager({
    log,
    alert: (alert) => void alerts.push(alert),
    ask: async (model, { prompt }) => {
      calls.push(model);
      const behaviour = table[model] ?? 'answers';
      if (behaviour === 'hangs') await new Promise(() => undefined);
      if (behaviour === 'fails') throw new Error(`${model} is down`);
      return { text: `${model} on ${prompt}`, partial: behaviour === 'partly' };
    },
    ...more,
  });
  const execute = async (role: string, forMs = 0, withinMs?: number) => {
    const executing = withinMs === undefined ? {} : { withinMs };
    const result = manager.executeWithFailover(role, 'do it', executing);
    await time.tickAsync(forMs);
    return result;
  };
  return { manager, execute, table, calls, alerts, log };
}

const nano = 'opencode/gpt-5-nano';
const allDown = {
  [nano]: 'fails',
  'opencode/mixtral-8x7b': 'fails',
  'opencode/gpt-4-turbo': 'fails',
} as const;

test('F1: each role has its models in their order, and the first one answers', async () => {
  const { manager, execute } = prepare();
  expect(
    manager.getStatus().roles.map(({ role, models }) => [role, models.map(({ model }) => model)]),
  ).toEqual([
    ['planner', [nano, 'opencode/mixtral-8x7b', 'opencode/gpt-4-turbo']],
    ['coder', ['opencode/codellama-7b', 'opencode/codellama-13b', nano]],
    ['reviewer', [nano, 'opencode/mixtral-8x7b', 'opencode/gpt-4-turbo']],
  ]);
  expect(await execute('coder')).toEqual({
    source: 'model',
    success: true,
    model: 'opencode/codellama-7b',
    text: 'opencode/codellama-7b on do it',
    fallback: false,
    degraded: false,
    partial: false,
    attempts: [{ model: 'opencode/codellama-7b', try: 1, result: 'answered', ms: 0 }],
  });
});

test('F1: a coder that times out after 300,000 ms is followed by the second model, as a fallback', async () => {
  const { execute } = prepare({ 'opencode/codellama-7b': 'hangs' });
  expect(await execute('coder', 300_000)).toMatchObject({
    success: true,
    model: 'opencode/codellama-13b',
    fallback: true,
    degraded: false,
    attempts: [
      { model: 'opencode/codellama-7b', try: 1, result: 'timedOut', ms: 300_000 },
      { model: 'opencode/codellama-13b', try: 1, result: 'answered' },
    ],
  });
});

test('F4, F12: when all models fail a flagged template answers, and an alert is raised', async () => {
  const { execute, alerts, log } = prepare(allDown);
  const result = await execute('planner', 9000);
  expect(result).toMatchObject({
    source: 'template',
    success: true,
    model: null,
    degraded: true,
    fallback: false,
    output: { confidence: 0.5 },
  });
  expect(alerts).toMatchObject([{ kind: 'degraded', role: 'planner', source: 'template' }]);
  expect(log.events('alert')).toHaveLength(1);
});

test('F12: an alert that reaches nobody costs no result', async () => {
  const alert = () => Promise.reject(new Error('no network'));
  const { execute, log } = prepare(allDown, { alert });
  expect(await execute('reviewer', 9000)).toMatchObject({ degraded: true, success: true });
  expect(log.events('alertFailed')).toMatchObject([{ reason: 'Error: no network' }]);
});

test('F4, F11: without graceful degradation the execution fails, and says why', async () => {
  const { execute, alerts } = prepare(allDown, { options: { gracefulDegradation: false } });
  const result = await execute('planner', 9000);
  expect(result).toMatchObject({ source: 'none', success: false, degraded: false, model: null });
  if (result.source === 'none') expect(result.error).toContain('no model answered');
  expect(alerts).toEqual([]);
});

test('F4: a role without a template is left to a person, which is no success', async () => {
  const hierarchies = { translator: [{ model: 'm', speed: 'fast', quality: 'good' }] } as const;
  const { execute } = prepare({ m: 'fails' }, { hierarchies });
  expect(await execute('translator', 3000)).toMatchObject({
    source: 'manual',
    success: false,
    degraded: true,
  });
});

test('F1: the status of a model is shared by the roles that use it', async () => {
  const { manager, execute, calls } = prepare(allDown);
  await execute('planner', 9000);
  calls.length = 0;
  expect(await execute('reviewer')).toMatchObject({ degraded: true });
  expect(calls).toEqual([]);
  const coder = manager.getStatus().roles.find(({ role }) => role === 'coder');
  expect(coder?.models.map(({ status, healthy }) => [status, healthy])).toEqual([
    ['CLOSED', true],
    ['CLOSED', true],
    ['OPEN', false],
  ]);
});

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

test('F1: with a partial answer only, the result is partial; where that is not wanted, degraded', async () => {
  const partly = {
    [nano]: 'partly',
    'opencode/mixtral-8x7b': 'fails',
    'opencode/gpt-4-turbo': 'fails',
  } as const;
  expect(await prepare(partly).execute('planner', 6000)).toMatchObject({
    source: 'model',
    model: nano,
    partial: true,
    degraded: false,
  });
  const strict = prepare(partly, { options: { partialSuccess: false } });
  expect(await strict.execute('planner', 6000)).toMatchObject({ degraded: true, partial: false });
});

test('F4: a caller with a deadline gets a template when it passes, whatever still hangs', async () => {
  const { execute, manager } = prepare({ [nano]: 'hangs' });
  expect(await execute('planner', 5000, 5000)).toMatchObject({
    source: 'template',
    degraded: true,
    error: 'no result within 5000 ms',
  });
  expect(manager.getStatus().roles[0]?.models[0]).toMatchObject({ status: 'CLOSED', failed: 0 });
});

test('F4: an answer before the deadline is never called degraded', async () => {
  const { execute } = prepare({ [nano]: 'fails' });
  expect(await execute('planner', 3000, 3001)).toMatchObject({ source: 'model', degraded: false });
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

test('F1: a role that nobody knows, and a caller that leaves, are the only rejections', async () => {
  const { manager } = prepare({ [nano]: 'hangs' });
  await expect(manager.executeWithFailover('poet', 'p')).rejects.toThrow('known: planner, coder');
  const leaving = new AbortController();
  const left = manager.executeWithFailover('planner', 'p', { signal: leaving.signal });
  leaving.abort(new Error('gone home'));
  await expect(left).rejects.toThrow('gone home');
});

test('F1, F4: whatever the models do, success, fallback, partial and degraded agree with it', async () => {
  const behaviour = fc.constantFrom<Behaviour>('answers', 'partly', 'fails', 'hangs');
  const three = fc.tuple(behaviour, behaviour, behaviour);
  await fc.assert(
    fc.asyncProperty(three, fc.boolean(), async (plan, gracefulDegradation) => {
      const names = [nano, 'opencode/mixtral-8x7b', 'opencode/gpt-4-turbo'];
      const table = Object.fromEntries(names.map((name, index) => [name, plan[index] ?? 'fails']));
      const { execute } = prepare(table, { options: { gracefulDegradation } });
      const result = await execute('planner', 1_000_000);
      const whole = plan.indexOf('answers');
      const partly = plan.indexOf('partly');
      const place = whole >= 0 ? whole : partly;
      expect(result.model).toBe(names[place] ?? null);
      expect(result.fallback).toBe(place > 0);
      expect(result.partial).toBe(whole < 0 && partly >= 0);
      expect(result.degraded).toBe(place < 0 && gracefulDegradation);
      expect(result.success).toBe(place >= 0 || gracefulDegradation);
    }),
    { numRuns: 60 },
  );
});
