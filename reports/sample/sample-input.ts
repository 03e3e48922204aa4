import type { ReportRun, ReportVerdict } from '../../harness/core/report-model.ts';
import type { ReportInput, RunDetail } from '../../harness/core/run-detail.ts';
import type { RunStatus } from '../../harness/core/verdict.ts';
import { buildRunDetail } from '../build-detail.ts';
import type { SampleOptions } from './sample-calls.ts';
import { sampleHistory } from './sample-history.ts';
import { samplePast, sampleZoo } from './sample-past.ts';
import { controlRun, skippedRun } from './sample-skipped.ts';
import {
  sampleFaults,
  sampleInvariants,
  sampleRequirements,
  sampleStories,
} from './sample-words.ts';

/** What a sample report should show. */
export interface SampleInputOptions {
  readonly violated: boolean;
  readonly operations?: number;
  readonly hostile?: string;
}

const families = Object.fromEntries(sampleFaults.map(({ kind, family }) => [kind, family]));

const aboutOf = (name: string): string =>
  sampleInvariants.find((invariant) => invariant.name === name)?.about ?? name;

/** A call in the slow stretch of a run: 40 in one of 240 operations. */
const slowCall = ({ operations }: Pick<SampleOptions, 'operations'>): number =>
  Math.ceil(operations * 0.15) + 4;

const verdictsFor = (run: SampleOptions, status: RunStatus): readonly ReportVerdict[] => [
  run.violated
    ? {
        invariant: 'no-timeout-failover',
        status: 'violated',
        checked: 60,
        because:
          `call c-${slowCall(run)} timed out on web>core and was sent again ` +
          'to web>core-candidate ' +
          `8 ms later${run.hostile ?? ''}`,
        witnesses: [],
      }
    : {
        invariant: 'no-timeout-failover',
        status: status === 'inert' ? 'vacuous' : 'held',
        checked: status === 'inert' ? 0 : 60,
        because:
          status === 'inert' ? 'no call timed out' : '60 calls timed out; none was sent again',
        witnesses: [],
      },
  {
    invariant: 'no-lost-messages',
    status: status === 'unknown' ? 'unknown' : 'held',
    checked: status === 'unknown' ? 0 : run.operations,
    because:
      status === 'unknown' ? 'the last read did not answer' : 'all accepted messages took effect',
    witnesses: [],
  },
  {
    invariant: 'no-duplicate-effects',
    status: run.violated ? 'violated' : 'held',
    checked: 60,
    because: run.violated
      ? `m-${slowCall(run)} took effect twice, by core and by core-candidate`
      : '60 messages were tried more than once; each took effect once',
    witnesses: [],
  },
];

const detailFor = (run: SampleOptions, status: RunStatus, about: string): RunDetail => {
  const history = sampleHistory(run);
  const witnesses = history.events
    .filter((event) => event.type === 'exchange' && event.callId === `c-${slowCall(run)}`)
    .map((event) => event.index);
  return buildRunDetail(history, {
    about,
    status,
    reasons:
      status === 'unknown' ? ['Step 2 fired 412 ms late; 250 ms is the most we accept.'] : [],
    verdicts: verdictsFor(run, status).map((verdict) => ({
      ...verdict,
      about: aboutOf(verdict.invariant),
      witnesses: verdict.status === 'violated' ? witnesses : [],
    })),
    families,
    control: {
      status: 'held',
      operations: { ok: run.operations, fail: 0, unknown: 0 },
      p50Ms: 36,
      p95Ms: 96,
      p99Ms: 171,
    },
    replay: `npx holdfast replay reports/out/sample/${run.scenario}/plan.json`,
    folder: run.scenario,
  });
};

const runFor = (detail: RunDetail, exercises: readonly string[]): ReportRun => ({
  scenario: detail.scenario,
  engine: detail.engine,
  status: detail.status,
  seed: detail.seed,
  schedules: 1,
  effective: detail.status === 'inert' ? 0 : 1,
  control: false,
  comparedWith: { name: 'control-1', held: true },
  exercises,
  wallMs: 18_200,
  traceHash: null,
  about: detail.about,
  reasons: detail.reasons,
  steps: detail.steps.map((step) => ({
    id: step.id,
    fault: step.kind,
    target: step.target,
    atMs: step.injectedAtMs ?? null,
    forMs: step.healedAtMs === undefined ? null : step.healedAtMs - (step.injectedAtMs ?? 0),
    receipt: step.receipt ?? { effective: false, counts: {} },
  })),
  verdicts: detail.verdicts.map(({ about: _, ...verdict }) => verdict),
  goals: [{ name: 'fallback used', reached: detail.failovers.length > 0 ? 1 : 0 }],
  operations: detail.numbers.operations,
  examples: [
    { seed: detail.seed, status: detail.status, folder: detail.scenario, replay: detail.replay },
  ],
});

const aggregate = (
  scenario: string,
  violated: boolean,
  exercises: readonly string[],
): ReportRun => ({
  scenario,
  engine: 'simulated',
  status: violated ? 'violated' : 'held',
  seed: 7041,
  schedules: 64,
  effective: 61,
  ...(violated && { violated: 37 }),
  control: false,
  comparedWith: { name: 'control-1', held: true },
  exercises,
  wallMs: 2100,
  virtualMs: 3_840_000,
  traceHash: '9c41e07d',
  faults: [
    { fault: 'slowHeaders', injected: 64, effective: 61 },
    { fault: 'kill', injected: 64, effective: 64 },
  ],
  verdicts: verdictsFor({ scenario, seed: 1, operations: 240, violated }, 'held'),
  goals: [{ name: 'fallback used', reached: 49 }],
  operations: { ok: 3800, fail: 12, unknown: 28 },
  examples: [],
});

const statusOf = (at: number, violated: boolean): RunStatus => {
  if (!violated) return 'held';
  return (['violated', 'held', 'unknown', 'inert'] as const)[at] ?? 'held';
};

/** A made-up report: every part filled, all held or with one of each trouble. */
export const sampleInput = (options: SampleInputOptions): ReportInput => {
  const { violated, operations = 240, hostile } = options;
  const details = sampleStories.map(({ scenario, about }, at) => {
    const status = statusOf(at, violated);
    const size = at === 0 ? operations : 240;
    const run: SampleOptions = {
      scenario,
      seed: 7041 + at,
      operations: size,
      violated: status === 'violated',
      ...(hostile && { hostile }),
      ...(scenario.startsWith('sigterm') && { sigterm: true as const }),
      ...(status === 'inert' && { inert: true as const }),
    };
    return detailFor(run, status, about);
  });
  const [first = ''] = sampleStories.map((story) => story.scenario);
  const sums = details.map((detail) => detail.messages).filter((one) => one !== null);
  const sum = (name: keyof (typeof sums)[number]): number =>
    sums.reduce((total, one) => total + one[name], 0);
  return {
    report: {
      schema: 1,
      runId: 'sample',
      exitCode: violated ? 1 : 0,
      status: violated ? 'violated' : 'held',
      startedAt: '2026-11-22T06:12:00.000Z',
      wallMs: 107_000,
      command: 'npx holdfast run --seed 7041',
      seed: 7041,
      commit: '3f9c2ab41d0e5c',
      environment: {
        node: '26.10.0',
        os: 'Linux 6.8',
        cores: 2,
        toxiproxy: { backend: 'embedded', version: '0.1.0' },
        k6: null,
        containers: null,
      },
      runs: [
        ...details.map((detail, at) => runFor(detail, sampleStories[at]?.exercises ?? [])),
        aggregate(first, violated, ['G3', 'G4']),
        skippedRun(first),
        controlRun,
      ],
      requirements: sampleRequirements.map(({ id }, at) => ({
        id,
        status: at === 2 && violated ? 'violated' : at > 6 ? 'notRunHere' : at > 4 ? 'gap' : 'held',
        evidence: at > 4 ? [] : [`scenario ${first}`, 'service-client.test.ts'],
      })),
      messages: {
        attempted: sum('attempted'),
        accepted: sum('accepted'),
        delivered: sum('delivered'),
        lost: 0,
        duplicated: sum('duplicated'),
        unexpected: 0,
        recovered: 0,
        queued: 0,
        deadLettered: 0,
      },
      canary: [
        { bug: 'timeout-fails-over', invariant: 'no-timeout-failover', status: 'caught' },
        { bug: 'ack-before-write', invariant: 'accepted-is-durable', status: 'caught' },
      ],
      ...(violated && { zoo: sampleZoo }),
      speed: { virtualSecondsPerRealSecond: 698, exchangesPerSecond: 41_000 },
      notTested: [
        'Containers: no container engine here; needs Docker or Podman.',
        'Load: k6 was not found; npx holdfast doctor --install builds it.',
      ],
    },
    details,
    invariants: sampleInvariants,
    requirements: sampleRequirements,
    faults: sampleFaults,
    history: violated ? samplePast : [],
  };
};
