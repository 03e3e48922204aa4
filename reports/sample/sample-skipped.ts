import type { ReportRun } from '../../harness/core/report-model.ts';

/** A run that this machine could not do. */
export const skippedRun = (scenario: string): ReportRun => ({
  scenario,
  engine: 'containers',
  status: 'skipped',
  seed: 7041,
  schedules: 0,
  effective: 0,
  control: false,
  exercises: [],
  wallMs: 0,
  traceHash: null,
  reasons: ['no container engine here'],
  verdicts: [],
  goals: [],
  operations: { ok: 0, fail: 0, unknown: 0 },
  examples: [],
});
