import { type Clock, install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FailoverManagerOptions } from './failover-manager.ts';
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
