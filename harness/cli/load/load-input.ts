import type { LoadShape } from '../../../load/profiles/load-profile.ts';
import { loadRow } from '../../../load/results/load-row.ts';
import type { LoadRow } from '../../core/report-model.ts';
import type { ReportInput } from '../../core/run-detail.ts';
import type { FaultCatalogue } from '../../plan-scenario.ts';
import { scaledTimings } from '../../run.ts';
import type { controlJobs, Job, JobResult } from '../../suite.ts';
import { type Doubt, exitCodeOfReport, statusOfReport } from '../doubts.ts';
import type { Project } from '../project.ts';
import { reportInput } from '../report-input.ts';
import { noSimulation } from '../simulate-suite.ts';

/** What a load was and what became of it. */
export interface LoadRun {
  readonly project: Project;
  readonly catalogue: FaultCatalogue;
  readonly runId: string;
  readonly folder: string;
  readonly startedAt: Date;
  readonly wallMs: number;
  readonly command: string;
  readonly jobs: readonly Job[];
  readonly controls: ReturnType<typeof controlJobs>;
  readonly load: LoadShape;
  readonly results: readonly JobResult[];
  readonly interrupted: boolean;
}

/** Timings that decide about the gap of a failover. */
const told = ['RETRY_BASE_DELAY_MS', 'READ_TIMEOUT_MS', 'POLL_INTERVAL_MS', 'PROBE_TIMEOUT_MS'];

const rowsOf = ({ results, load, catalogue }: LoadRun): readonly LoadRow[] => {
  const families = Object.fromEntries(
    [...catalogue.values()].map(({ kind, family }) => [kind, family] as const),
  );
  return results.flatMap((result) => {
    if (result.ended !== 'judged') return [];
    const { value } = result.found;
    const timings = scaledTimings(value, value.scale?.live ?? 1);
    return loadRow(result.history, {
      profile: result.purpose === 'control' ? 'baseline' : value.name.replace(/^load-/, ''),
      rateAsked: load.ratePerSecond,
      durationMs: load.durationMs,
      timings: Object.fromEntries(told.map((name) => [name, timings[name] ?? 0])),
      families,
    });
  });
};

const doubtsOf = (run: LoadRun, rows: readonly LoadRow[]): readonly Doubt[] => {
  const because = `after ${run.results.length} of ${run.jobs.length} runs; everything was stopped`;
  return [
    ...(run.interrupted ? [{ exitCode: 130 as const, because }] : []),
    ...rows
      .filter(({ dropped }) => dropped > 0)
      .map(({ profile, dropped }) => ({
        exitCode: 2 as const,
        because: `${profile}: k6 could not begin ${dropped} arrivals, so the load was not what was asked`,
      })),
  ];
};

const busyLines = (rows: readonly LoadRow[]): readonly string[] =>
  rows
    .filter(({ machine }) => machine?.saturated)
    .map(
      ({ profile, machine }) =>
        `The times of ${profile}: the machine was ${Math.round((machine?.median ?? 0) * 100)} % busy, so they say nothing about the stack.`,
    );

/** What repeats one of the runs: a saved plan knows nothing of k6. */
const repeatOf = (scenario: string, { load, command }: LoadRun): string => {
  if (!scenario.startsWith('load-')) return command;
  const shape = `--rate ${load.ratePerSecond} --duration ${load.durationMs}ms`;
  return `npx holdfast load --profile ${scenario.replace(/^load-/, '')} ${shape}`;
};

/** The whole content of a load's report. */
export const loadInput = async (run: LoadRun): Promise<ReportInput> => {
  const rows = rowsOf(run);
  const doubts = doubtsOf(run, rows);
  const input = await reportInput({
    ...run,
    seed: 1,
    engine: 'live',
    engines: ['live'],
    controlOf: new Map(
      run.controls.flatMap((control) => [...control.covers].map((name) => [name, control.name])),
    ),
    simulation: noSimulation,
    hunted: { kills: [], undecided: [] },
    doubts,
    notTested: ['All other scenarios, the planted bugs: this was a load only.', ...busyLines(rows)],
  });
  const runs = input.report.runs.map((one) => ({
    ...one,
    examples: one.examples.map((it) => ({ ...it, replay: repeatOf(one.scenario, run) })),
  }));
  const report = { ...input.report, runs, load: rows };
  return {
    ...input,
    report: { ...report, status: statusOfReport(report), exitCode: exitCodeOfReport(report) },
    details: input.details.map((one) => ({ ...one, replay: repeatOf(one.scenario, run) })),
  };
};
