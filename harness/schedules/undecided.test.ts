import { expect, it } from 'vitest';
import tiny from '../engines/live/fixture/tiny.scenario.ts';
import type { ScheduleOutcome } from './schedule.ts';
import { createUndecided } from './undecided.ts';

const outcome = (seed: number, effective: boolean, folder = `f/${seed}`): ScheduleOutcome => ({
  schedule: { scenarioFile: 'tiny.ts', scenario: tiny.name, seed, folder, keep: false },
  status: effective ? 'held' : 'inert',
  effective,
  reasons: [],
  verdicts: tiny.invariants.map(({ name }) => ({
    invariant: name,
    status: 'held',
    checked: 1,
    because: '',
    witnesses: [],
  })),
  faults: [{ fault: 'kill', effective }],
  goals: [],
  operations: { ok: 1, fail: 0, unknown: 0 },
  exchanges: 1,
  traceHash: '',
  virtualMs: 1,
  wallMs: 1,
  kept: false,
});

it('a scenario is undecided while its schedules so far are inert, and is no longer after some that had an effect', () => {
  const undecided = createUndecided([tiny]);
  expect([...undecided.names()]).toEqual([]);
  undecided.took(outcome(1, false));
  expect([...undecided.names()]).toEqual([tiny.name]);
  undecided.took(outcome(1, true, 'f/1-again'));
  expect([...undecided.names()]).toEqual([tiny.name]);
  undecided.took(outcome(2, true));
  expect([...undecided.names()]).toEqual([]);
});
