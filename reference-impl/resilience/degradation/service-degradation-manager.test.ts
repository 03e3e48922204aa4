import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../../logging/memory-log.ts';
import {
  createServiceDegradationManager,
  healthOfBreaker,
  type LevelChange,
  type PartHealth,
  serviceLevels,
} from './service-degradation-manager.ts';

const parts = {
  queue: 'essential',
  core: 'essential',
  planner: 'important',
  search: 'optional',
  hints: 'optional',
} as const;

const features = {
  accept: { needs: ['queue'], basic: true },
  answer: { needs: ['queue', 'core'], basic: true },
  plan: { needs: ['core', 'planner'], basic: false },
  search: { needs: ['search'], basic: false },
} as const;

function prepare() {
  const changes: LevelChange[] = [];
  const log = createMemoryLog();
  const onLevel = (change: LevelChange) => void changes.push(change);
  const manager = createServiceDegradationManager({ parts, features, log, onLevel });
  return { manager, changes, log };
}

test('U5: while all parts are healthy everything is offered', () => {
  const { manager } = prepare();
  expect(manager.status()).toEqual({
    level: 'full',
    parts: Object.fromEntries(Object.keys(parts).map((part) => [part, 'healthy'])),
    features: { accept: true, answer: true, plan: true, search: true },
  });
});

test('U5: an optional part that fails takes only its own features with it', () => {
  const { manager } = prepare();
  manager.report('search', 'unhealthy');
  expect(manager.status()).toMatchObject({
    level: 'reduced',
    features: { accept: true, answer: true, plan: true, search: false },
  });
});

test('U5: when an important part fails, basic service goes on', () => {
  const { manager } = prepare();
  manager.report('planner', 'unhealthy');
  expect(manager.status()).toMatchObject({
    level: 'basic',
    features: { accept: true, answer: true, plan: false, search: false },
  });
});

test('U5: when an essential part fails, what does not need it still goes on', () => {
  const { manager } = prepare();
  manager.report('core', 'unhealthy');
  expect(manager.status()).toMatchObject({
    level: 'emergency',
    features: { accept: true, answer: false, plan: false, search: false },
  });
});

test('U5: a part that does badly weighs one step less than one that fails', () => {
  const { manager } = prepare();
  manager.report('core', 'degraded');
  expect(manager.level()).toBe('basic');
  manager.report('core', 'healthy');
  manager.report('planner', 'degraded');
  expect([manager.level(), manager.offers('plan')]).toEqual(['reduced', true]);
});

test('U5: each change of level is told once, with the part and the reason', () => {
  const { manager, changes, log } = prepare();
  manager.report('core', 'unhealthy', 'no answer for 10 s');
  manager.report('core', 'unhealthy', 'no answer for 20 s');
  manager.report('search', 'unhealthy');
  manager.report('core', 'healthy', 'answers again');
  expect(changes).toEqual([
    { from: 'full', to: 'emergency', part: 'core', reason: 'no answer for 10 s' },
    { from: 'emergency', to: 'reduced', part: 'core', reason: 'answers again' },
  ]);
  expect(log.entries.map(({ level }) => level)).toEqual(['warn', 'info']);
  expect(log.events('serviceLevel')).toHaveLength(2);
});

test('U5: the status of a breaker is the health of the part behind it', () => {
  expect(['CLOSED', 'MONITORING (3/5)', 'HALF_OPEN', 'OPEN'].map(healthOfBreaker)).toEqual([
    'healthy',
    'degraded',
    'degraded',
    'unhealthy',
  ]);
});

test('U5: a part or feature that nobody knows is an error, not a silence', () => {
  const { manager } = prepare();
  expect(() => manager.report('serach', 'unhealthy')).toThrow('no part is called "serach"');
  expect(() => manager.offers('toString')).toThrow('no feature is called "toString"');
  const unknown = { features: { plan: { needs: ['brain'], basic: true } }, parts };
  expect(() => createServiceDegradationManager(unknown)).toThrow('needs unknown part "brain"');
});

const health = fc.constantFrom<PartHealth>('healthy', 'degraded', 'unhealthy');
const reports = fc.array(fc.tuple(fc.constantFrom(...Object.keys(parts)), health));

test('U5: only the last report of each part counts, in whatever order they came', () => {
  fc.assert(
    fc.property(reports, (said) => {
      const [{ manager }, { manager: other }] = [prepare(), prepare()];
      for (const [part, state] of said) manager.report(part, state);
      for (const [part, state] of [...new Map(said)].reverse()) other.report(part, state);
      expect(other.status()).toEqual(manager.status());
    }),
  );
});

test('U5: a part that gets worse never raises the level, and basic features need only their own parts', () => {
  const order: readonly PartHealth[] = ['healthy', 'degraded', 'unhealthy'];
  fc.assert(
    fc.property(reports, fc.constantFrom(...Object.keys(parts)), (said, part) => {
      const { manager } = prepare();
      for (const [name, state] of said) manager.report(name, state);
      let last = -1;
      for (const state of order) {
        manager.report(part, state);
        const level = serviceLevels.indexOf(manager.level());
        expect(level).toBeGreaterThanOrEqual(last);
        last = level;
        const now = manager.status();
        for (const [name, { needs, basic }] of Object.entries(features)) {
          const able = needs.every((need) => now.parts[need] !== 'unhealthy');
          if (basic) expect(now.features[name]).toBe(able);
          else if (!able) expect(now.features[name]).toBe(false);
        }
      }
    }),
  );
});
