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

/** A run without faults, beside which the others are judged. */
export const controlRun: ReportRun = {
  scenario: 'control-1',
  about: 'The same load without faults: what a scenario is compared with.',
  engine: 'live',
  status: 'held',
  seed: 7041,
  schedules: 0,
  effective: 0,
  control: true,
  exercises: [],
  wallMs: 9000,
  traceHash: null,
  verdicts: [
    {
      invariant: 'no-lost-messages',
      status: 'held',
      checked: 240,
      because: 'all 240 accepted messages took effect once',
      witnesses: [],
    },
  ],
  goals: [],
  operations: { ok: 240, fail: 0, unknown: 0 },
  examples: [
    {
      seed: 7041,
      status: 'held',
      folder: 'control-1',
      replay: 'npx holdfast replay reports/out/sample/control-1/plan.json',
    },
  ],
};
