import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from './core/errors.ts';
import type { Fault, FaultStep } from './core/fault.ts';
import { planSchema } from './core/plan.ts';
import type { Scenario } from './core/scenario.ts';
import { checkPlan, planScenario } from './plan-scenario.ts';
import { operationsOf } from './workload.ts';

const fault = (kind: string, on: Fault['on']): Fault => ({
  kind,
  family: 'network',
  about: 'A fault of the test.',
  on,
  needs: 'tcp',
  params: z.strictObject({ rate: z.number().min(0).default(1) }),
  sample: { rate: 1 },
  effects: ['hits'],
  weaker: () => [],
  inject: async () => async () => ({}),
});

const catalogue = new Map([
  ['bandwidth', fault('bandwidth', 'link')],
  ['kill', fault('kill', 'role')],
]);

const scenario = (steps: readonly Omit<FaultStep, 'id'>[]): Scenario => ({
  name: 'test',
  about: 'A test.',
  // The planner reads only the names of a stack.
  stack: {
    services: [{ role: 'web' }, { role: 'core' }],
    links: [{ from: 'web', to: 'core' }],
    volumes: {},
  } as unknown as Scenario['stack'],
  workload: {
    ratePerSecond: 5,
    durationMs: 10_000,
    mix: { queue: 3, sync: 1 },
    textBytes: 40,
    conversations: 3,
    operationLimitMs: 1_000,
  },
  faults: (rng) =>
    steps.map((step, index) => ({
      id: index + 1,
      ...step,
      when: { atMs: rng.integer(0, 1_000) },
    })),
  invariants: [],
  exercises: [],
  live: 'chaos',
});

const step = (parts: Partial<FaultStep>): Omit<FaultStep, 'id'> => ({
  kind: 'bandwidth',
  target: 'web>core',
  params: {},
  when: { atMs: 0 },
  heal: 'never',
  ...parts,
});

const planOf = (parts: Partial<FaultStep>) => planScenario(scenario([step(parts)]), 1, catalogue);

describe('planning', () => {
  it('decides the same plan from the same seed, and plain JSON brings it back', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const plan = planScenario(scenario([step({})]), seed, catalogue);
        expect(planScenario(scenario([step({})]), seed, catalogue)).toEqual(plan);
        expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
      }),
    );
  });

  it('fills in defaults, so that a plan says everything', () => {
    expect(planOf({}).steps[0]?.params).toEqual({ rate: 1 });
  });

  it.each([
    [{ kind: 'bandwith' }, /no fault "bandwith"; did you mean "bandwidth"/],
    [{ target: 'web>cor' }, /no link "web>cor"; did you mean "web>core"/],
    [{ kind: 'kill', target: 'cores' }, /no role "cores"; did you mean "core"/],
    [{ params: { rate: -1 } }, /step 1 \(bandwidth\): rate: .*got {"rate":-1}/],
    [{ params: { speed: 1 } }, /speed/],
  ])('says what is wrong with %j', (parts, message) => {
    expect(() => planOf(parts)).toThrow(UsageError);
    expect(() => planOf(parts)).toThrow(message);
  });

  it('says that a condition names an unknown link, and that an id stands twice', () => {
    const plan = planOf({});
    const [first] = plan.steps;
    if (!first) throw new Error('the plan has one step');
    const when = { link: 'web>x', nth: 1, phase: 'attempted' } as const;
    const wrong = { ...plan, steps: [{ ...first, when }] };
    expect(() => checkPlan(wrong, scenario([]), catalogue)).toThrow(/when: no link "web>x"/);
    const twice = { ...plan, steps: [first, first] };
    expect(() => checkPlan(twice, scenario([]), catalogue)).toThrow(/the id stands twice/);
  });
});

describe('the workload', () => {
  const { workload } = scenario([]);
  it('is the same for the same seed, in order, inside its duration, with unique ids', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const operations = operationsOf(workload, seed);
        expect(operationsOf(workload, seed)).toEqual(operations);
        expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
        const times = operations.map(({ atMs }) => atMs);
        expect(times).toEqual([...times].sort((one, other) => one - other));
        expect(times.every((atMs) => atMs >= 0 && atMs < workload.durationMs)).toBe(true);
      }),
    );
  });

  it('carries its rate and its mix', () => {
    const operations = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((seed) =>
      operationsOf(workload, seed),
    );
    expect(operations.length).toBeGreaterThan(400);
    expect(operations.length).toBeLessThan(600);
    const share = operations.filter(({ kind }) => kind === 'queue').length / operations.length;
    expect(share).toBeGreaterThan(0.65);
    expect(share).toBeLessThan(0.85);
    expect(operations.every(({ text }) => text.length === workload.textBytes)).toBe(true);
  });
});
