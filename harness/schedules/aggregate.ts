import type { ReportRun } from '../core/report-model.ts';
import { type Scenario, scenarioFor } from '../core/scenario.ts';
import { mergeRuns } from './rows/merge-runs.ts';
import type { ScheduleOutcome } from './schedule.ts';

/** What many simulated schedules of one scenario came to: the row of all of them. */
export const aggregate = (
  scenario: Scenario,
  outcomes: readonly ScheduleOutcome[],
  exampleOf: (outcome: ScheduleOutcome) => ReportRun['examples'][number],
): ReportRun => mergeRuns(outcomes.map((outcome) => rowOf(scenario, outcome, exampleOf)));

const rowOf = (
  scenario: Scenario,
  outcome: ScheduleOutcome,
  exampleOf: (outcome: ScheduleOutcome) => ReportRun['examples'][number],
): ReportRun => ({
  scenario: scenario.name,
  engine: 'simulated',
  about: scenario.about,
  status: outcome.status,
  reasons: [...outcome.reasons],
  seed: outcome.schedule.seed,
  schedules: 1,
  effective: outcome.effective ? 1 : 0,
  violated: outcome.status === 'violated' ? 1 : 0,
  control: false,
  exercises: [...scenario.exercises],
  mustCheck: [...(scenarioFor('simulated', scenario).mustCheck ?? [])],
  wallMs: Math.round(outcome.wallMs),
  virtualMs: Math.round(outcome.virtualMs),
  traceHash: outcome.traceHash === '' ? null : outcome.traceHash,
  faults: outcome.faults.map(({ fault, effective }) => ({
    fault,
    injected: 1,
    effective: effective ? 1 : 0,
  })),
  verdicts: outcome.verdicts.map((verdict) => ({
    ...verdict,
    witnesses: [...verdict.witnesses],
  })),
  goals: (scenario.goals ?? []).map(({ name }) => ({
    name,
    reached: outcome.goals.includes(name) ? 1 : 0,
  })),
  operations: outcome.operations,
  examples: outcome.kept ? [exampleOf(outcome)] : [],
});
