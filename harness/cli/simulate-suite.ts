import { join, relative } from 'node:path';
import { buildRunDetail } from '../../reports/build-detail.ts';
import type { ReportRun } from '../core/report-model.ts';
import type { RunDetail } from '../core/run-detail.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Found } from '../discover.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import { aggregate } from '../schedules/aggregate.ts';
import { firstDifference } from '../schedules/first-difference.ts';
import type { Schedule, ScheduleOutcome } from '../schedules/schedule.ts';
import { runSchedules } from '../schedules/schedule-pool.ts';
import { readHistory } from '../store.ts';
import { replayOf } from './run-row.ts';

/** What is simulated, and where what is kept goes. */
export interface SimulationFacts {
  readonly root: string;
  readonly folder: string;
  readonly catalogue: FaultCatalogue;
  readonly scenarios: readonly Found<Scenario>[];
  readonly next: () => Schedule | undefined;
  readonly workers: number;
  /** Resolves when the live runs have ended. */
  readonly spare: Promise<unknown>;
  readonly signal: AbortSignal;
  /** The bug that is planted in all of them. */
  readonly plant?: string;
  readonly onOutcome: (outcome: ScheduleOutcome) => void;
}

/** What the simulated schedules of a suite came to. */
export interface Simulation {
  readonly outcomes: readonly ScheduleOutcome[];
  readonly rows: readonly ReportRun[];
  readonly details: readonly RunDetail[];
  /** Schedules that left another trace the second time. */
  readonly mismatches: readonly string[];
  readonly wallMs: number;
}

/** A suite without simulated schedules. */
export const noSimulation: Simulation = {
  outcomes: [],
  rows: [],
  details: [],
  mismatches: [],
  wallMs: 0,
};

/** Simulates until `next` has no more, and sums up by scenario. */
export const simulateSuite = async (facts: SimulationFacts): Promise<Simulation> => {
  const startedAt = performance.now();
  const outcomes: ScheduleOutcome[] = [];
  await runSchedules(facts.next, {
    projectRoot: facts.root,
    workers: facts.workers,
    spare: facts.spare,
    signal: facts.signal,
    onOutcome: (outcome) => {
      outcomes.push(outcome);
      facts.onOutcome(outcome);
    },
  });
  const wallMs = performance.now() - startedAt;
  const firsts = outcomes.filter(({ schedule }) => !isRepeat(schedule));
  const rows: ReportRun[] = [];
  const details: RunDetail[] = [];
  for (const found of facts.scenarios) {
    const own = firsts.filter(({ schedule }) => schedule.scenario === found.value.name);
    if (own.length === 0) continue;
    const row = aggregate(found.value, own, (outcome) => exampleOf(outcome, facts));
    const shown = new Set(row.examples.map((example) => example.seed));
    const kept = own.filter((outcome) => outcome.kept && shown.has(outcome.schedule.seed));
    rows.push(row);
    details.push(...(await detailsOf(found.value, kept, facts)));
  }
  return { outcomes, rows, details, mismatches: await mismatchesOf(outcomes), wallMs };
};

const isRepeat = (schedule: Schedule) => schedule.folder.endsWith('-again');

const mismatchesOf = async (outcomes: readonly ScheduleOutcome[]): Promise<readonly string[]> => {
  const bySchedule = Map.groupBy(
    outcomes,
    ({ schedule }) => `${schedule.scenario}, seed ${schedule.seed}`,
  );
  const told = [...bySchedule].map(async ([name, [first, ...others]]) => {
    const other = others.find(({ traceHash }) => traceHash !== first?.traceHash);
    if (first === undefined || other === undefined) return [];
    const where = await firstDifference(first.schedule.folder, other.schedule.folder);
    return [`${name}: traces ${first.traceHash} and ${other.traceHash}; ${where}`];
  });
  return (await Promise.all(told)).flat();
};

const exampleOf = (outcome: ScheduleOutcome, facts: SimulationFacts) => ({
  seed: outcome.schedule.seed,
  status: outcome.status,
  folder: relative(facts.folder, outcome.schedule.folder),
  replay: replayHere(outcome, facts),
  ...(outcome.traceHash === '' ? {} : { traceHash: outcome.traceHash }),
});

const replayHere = (outcome: ScheduleOutcome, facts: SimulationFacts) =>
  `${replayOf(relative(facts.root, outcome.schedule.folder), facts.plant)} --engine simulated`;

const detailsOf = (
  scenario: Scenario,
  kept: readonly ScheduleOutcome[],
  facts: SimulationFacts,
): Promise<readonly RunDetail[]> =>
  Promise.all(
    kept.map(async (outcome) => {
      const history = await readHistory(join(outcome.schedule.folder, 'history.jsonl'));
      const abouts = new Map(scenario.invariants.map(({ name, about }) => [name, about]));
      return buildRunDetail(history, {
        about: scenario.about,
        status: outcome.status,
        reasons: outcome.reasons,
        verdicts: outcome.verdicts.map((verdict) => ({
          ...verdict,
          witnesses: [...verdict.witnesses],
          about: abouts.get(verdict.invariant) ?? '',
        })),
        families: Object.fromEntries([...facts.catalogue.values()].map((f) => [f.kind, f.family])),
        control: null,
        replay: replayHere(outcome, facts),
        folder: relative(facts.folder, outcome.schedule.folder),
      });
    }),
  );
