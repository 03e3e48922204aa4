import { describe, expect, it } from 'vitest';
import type { Scenario } from '../core/scenario.ts';
import { aggregate } from './aggregate.ts';
import type { ScheduleOutcome } from './schedule.ts';

// The aggregate reads nothing else of a scenario.
const scenario = { mustCheck: ['rule'], goals: [], exercises: [] } as unknown as Scenario;

const outcome = (parts: Partial<ScheduleOutcome> = {}): ScheduleOutcome => ({
  schedule: { scenarioFile: '', scenario: 'test', seed: 1, folder: '', keep: false },
  status: 'held',
  effective: true,
  reasons: [],
  verdicts: [{ invariant: 'rule', status: 'held', checked: 2, because: 'seen', witnesses: [] }],
  faults: [{ fault: 'kill', effective: true }],
  goals: [],
  operations: { ok: 1, fail: 0, unknown: 0 },
  exchanges: 1,
  traceHash: 'a',
  virtualMs: 1_000,
  wallMs: 10,
  kept: false,
  ...parts,
});

const inert = outcome({
  status: 'inert',
  effective: false,
  faults: [{ fault: 'kill', effective: false }],
});
const exampleOf = ({ schedule, status }: ScheduleOutcome) => ({
  seed: schedule.seed,
  status,
  folder: '',
  replay: '',
});
const join = (...outcomes: readonly ScheduleOutcome[]) =>
  aggregate(
    scenario,
    // Every schedule has a seed of its own.
    outcomes.map((one, index) => ({ ...one, schedule: { ...one.schedule, seed: index + 1 } })),
    exampleOf,
  );
const statusOf = (...outcomes: readonly ScheduleOutcome[]) => join(...outcomes).status;

describe('many schedules of one scenario', () => {
  it('are held, with the sum of what was checked', () => {
    const both = join(outcome(), outcome());
    expect(both).toMatchObject({ status: 'held', effective: 2, violated: 0, virtualMs: 2_000 });
    expect(both.verdicts).toMatchObject([{ invariant: 'rule', status: 'held', checked: 4 }]);
  });

  it('are violated by one violation, whatever the others are', () => {
    const broken = outcome({ status: 'violated', reasons: ['rule: broken'] });
    expect(statusOf(outcome(), broken, inert, inert, inert)).toBe('violated');
  });

  it('leave inert ones out, until fewer than half are effective', () => {
    expect(statusOf(outcome(), inert)).toBe('held');
    expect(statusOf(outcome(), inert, inert)).toBe('inert');
  });

  it('are inert when one kind of fault never had an effect', () => {
    const idle = outcome({ faults: [{ fault: 'pause', effective: false }] });
    expect(statusOf(outcome(), idle)).toBe('inert');
  });

  it('are unknown when a rule was never put to the test, or one schedule was unknown', () => {
    const vacuous = outcome({
      verdicts: [{ invariant: 'rule', status: 'vacuous', checked: 0, because: '', witnesses: [] }],
    });
    expect(statusOf(vacuous)).toBe('unknown');
    expect(statusOf(vacuous, outcome())).toBe('held');
    expect(statusOf(outcome(), outcome({ status: 'unknown', reasons: ['why'] }))).toBe('unknown');
  });

  it('are skipped when none could run', () => {
    const skipped = outcome({ status: 'skipped', effective: false, verdicts: [], faults: [] });
    expect(statusOf({ ...skipped, reasons: ['no port'] })).toBe('skipped');
  });
});
