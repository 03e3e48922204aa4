import { relative } from 'node:path';
import { buildRunDetail } from '../../reports/build-detail.ts';
import { operationRows } from '../../reports/detail/operation-rows.ts';
import { runNumbers } from '../../reports/detail/run-numbers.ts';
import type { Fault } from '../core/fault.ts';
import type { MessageCounts, ReportModel, ReportRun } from '../core/report-model.ts';
import type { ReportInput, RunDetail, RunNumbers } from '../core/run-detail.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Found } from '../discover.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import { mergeRuns } from '../schedules/rows/merge-runs.ts';
import type { Job, JobResult } from '../suite.ts';
import { idsInTests, readEvidence } from '../testing/requirement-evidence.ts';
import { canaryRows, undecidedCanaries } from './canary-rows.ts';
import { canaryStatus } from './canary-status.ts';
import { type Coverage, coverageLines, coverageOf } from './coverage.ts';
import { type Doubt, exitCodeOfReport, statusOfReport } from './doubts.ts';
import type { Shard } from './nightly/shard.ts';
import { pastRuns } from './past-runs.ts';
import type { Project } from './project.ts';
import { commitOf, environmentOf, readVersion, sourcesOf } from './project-facts.ts';
import { type Requirement, readRequirements, requirementRows } from './requirement-rows.ts';
import { type RowSource, rowSource } from './row-source.ts';
import type { EngineName } from './run-options.ts';
import { controlAbout, replayOf, runRow } from './run-row.ts';
import type { Simulation } from './simulate-suite.ts';
import { speedFrom } from './speed-from.ts';
import type { Hunted } from './zoo/kill.ts';

/** What a suite was and what became of it, from which the report is made. */
export interface SuiteFacts {
  readonly project: Project;
  readonly runId: string;
  readonly folder: string;
  readonly startedAt: Date;
  readonly wallMs: number;
  readonly command: string;
  readonly seed: number;
  readonly engine: ReportRun['engine'];
  readonly catalogue: FaultCatalogue;
  readonly jobs: readonly Job[];
  readonly simulated?: { readonly scenarios: readonly Found<Scenario>[] } | undefined;
  readonly results: readonly JobResult[];
  /** Which control run stands behind which job. */
  readonly controlOf: ReadonlyMap<string, string>;
  readonly notTested: readonly string[];
  readonly simulation: Simulation;
  readonly hunted: Hunted;
  /** Engines that were asked for. */
  readonly engines: readonly EngineName[];
  readonly shard?: Shard;
  /** What weighs beside the runs: interrupted, skipped with --strict. */
  readonly doubts: readonly Doubt[];
}

/** The whole content of a report, from what a suite found. */
export const reportInput = async (facts: SuiteFacts): Promise<ReportInput> => {
  const byName = new Map(facts.results.map((result) => [result.name, result]));
  const sources = facts.results
    .filter((result) => result.purpose !== 'canary')
    .map((result) => rowSource(result, byName.get(facts.controlOf.get(result.name) ?? '')));
  const { simulation } = facts;
  const place = { ...facts, root: facts.project.root };
  const runs = [...joinRows(sources.map((source) => runRow(source, place))), ...simulation.rows];
  const all = [...sources.flatMap((source) => detailOf(source, facts)), ...simulation.details];
  const details = shownDetails(all, runs);
  const requirements = await readRequirements(facts.project);
  const coverage = coverageOf(facts.engines, facts.results);
  const report = await reportOf(facts, { sources, runs, details, requirements, coverage });
  const invariants = new Map(
    scenariosOf(facts).flatMap(({ invariants }) => invariants.map((one) => [one.name, one.about])),
  );
  return {
    report,
    details,
    invariants: [...invariants].map(([name, about]) => ({ name, about })),
    requirements,
    faults: [...facts.catalogue.values()].map(({ kind, family, about }) => ({
      kind,
      family,
      about,
    })),
    history: await pastRuns(facts.folder),
  };
};

interface Parts {
  readonly sources: readonly RowSource[];
  readonly runs: readonly ReportRun[];
  readonly details: readonly RunDetail[];
  readonly requirements: readonly Requirement[];
  readonly coverage: Coverage;
}

const reportOf = async (facts: SuiteFacts, parts: Parts): Promise<ReportModel> => {
  const { simulation, hunted, project } = facts;
  const evidence = readEvidence(project.root);
  const messages = sumMessages(parts.details.filter((detail) => detail.isControl !== true));
  const sources = await sourcesOf(project.root);
  const judged = {
    runs: parts.runs,
    canary: canaryRows(facts.results),
    ...(hunted.kills.length > 0 ? { zoo: hunted.kills } : {}),
    doubts: doubtsOf(facts),
  };
  return {
    schema: 1,
    runId: facts.runId,
    version: readVersion(),
    ...(sources === undefined ? {} : { sources }),
    ...(facts.shard ? { shard: facts.shard } : {}),
    status: statusOfReport(judged),
    exitCode: exitCodeOfReport(judged),
    startedAt: facts.startedAt.toISOString(),
    wallMs: Math.round(facts.wallMs),
    command: facts.command,
    seed: facts.seed,
    commit: await commitOf(project.root),
    environment: environmentOf(facts.results),
    ...judged,
    requirements: requirementRows(
      parts.requirements,
      parts.runs.filter((run) => !run.control),
      { ran: evidence?.tests ?? [], named: idsInTests(project.root) },
    ),
    ...(messages ? { messages } : {}),
    ...speedOf(simulation),
    coverage: parts.coverage,
    notTested: [
      ...facts.notTested,
      ...(evidence ? [] : [noTests]),
      ...skippedLines(parts.sources),
      ...undecidedCanaries(facts.results),
      ...coverageLines(parts.coverage),
    ],
  };
};

/** Live runs of many seeds are one row, as simulated ones are; a single one keeps its steps. */
const joinRows = (rows: readonly ReportRun[]): readonly ReportRun[] =>
  [...Map.groupBy(rows, (row) => row.scenario).values()].flatMap((group) =>
    group.length === 1 && group[0]?.mustCheck === undefined ? group : [mergeRuns(group)],
  );

/** Of many schedules only the examples have a page. */
const shownDetails = (
  details: readonly RunDetail[],
  runs: readonly ReportRun[],
): readonly RunDetail[] => {
  const shown = new Set(
    runs.flatMap((run) => run.examples.map(({ seed }) => `${run.engine} ${seed} ${run.scenario}`)),
  );
  return details.filter((one) => shown.has(`${one.engine} ${one.seed} ${one.scenario}`));
};

const doubtsOf = (facts: SuiteFacts): readonly Doubt[] => [
  ...facts.doubts,
  ...facts.simulation.mismatches.map((one) => ({
    exitCode: 3 as const,
    because: `The same schedule left two traces: ${one}`,
  })),
  ...facts.results
    .filter((result) => canaryStatus(result) === 'undecided')
    .map((result) => ({
      exitCode: 2 as const,
      because: `The planted bug ${result.bug?.name} could not be judged`,
      ...(result.bug === undefined ? {} : { bug: result.bug.name }),
    })),
  ...facts.hunted.undecided.map(({ bug, because }) => ({
    exitCode: 2 as const,
    because: `The planted bug ${bug} could not be judged: ${because}`,
  })),
];

const scenariosOf = ({ jobs, simulated }: SuiteFacts): readonly Scenario[] =>
  [...jobs.map((job) => job.found), ...(simulated?.scenarios ?? [])].map(({ value }) => value);

const noTests =
  'Requirements that only tests exercise: `npm test` has not run on these sources (they show as not run here).';

const skippedLines = (sources: readonly RowSource[]) =>
  sources
    .filter((source) => source.status === 'skipped')
    .map((source) => `${source.result.name} on this engine: ${source.reasons.join('; ')}`);

/** Over all workers; one schedule more or less does not matter here. */
const speedOf = ({ outcomes, wallMs }: Simulation): Pick<ReportModel, 'speed'> => {
  if (outcomes.length === 0) return {};
  const total = (of: (outcome: Simulation['outcomes'][number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  return {
    speed: speedFrom({
      virtualMs: Math.round(total((one) => one.virtualMs)),
      realMs: Math.round(wallMs),
      exchanges: total((one) => one.exchanges),
    }),
  };
};

const familiesOf = (catalogue: FaultCatalogue) =>
  Object.fromEntries([...catalogue.values()].map((fault: Fault) => [fault.kind, fault.family]));

const numbersOf = (source: JobResult | undefined): RunNumbers | null =>
  source?.ended === 'judged'
    ? runNumbers(source.judgement.status, operationRows(source.history))
    : null;

const detailOf = (source: RowSource, facts: SuiteFacts): readonly RunDetail[] => {
  const { result } = source;
  if (result.ended !== 'judged') return [];
  const detail = buildRunDetail(result.history, {
    about: result.purpose === 'control' ? controlAbout : result.found.value.about,
    status: source.status,
    reasons: source.reasons,
    verdicts: result.judgement.verdicts,
    families: familiesOf(facts.catalogue),
    control: numbersOf(source.control),
    replay: replayOf(relative(facts.project.root, result.folder), result.plant?.name),
    folder: relative(facts.folder, result.folder),
  });
  if (result.purpose !== 'control') return [detail];
  return [{ ...detail, scenario: result.row ?? result.name, isControl: true }];
};

const sumMessages = (details: readonly RunDetail[]): MessageCounts | undefined => {
  const all = details.flatMap((detail) => (detail.messages ? [detail.messages] : []));
  const [first, ...rest] = all;
  if (!first) return undefined;
  return rest.reduce(
    (sum, one) =>
      // Same keys on both sides: the type is a record of counts.
      Object.fromEntries(
        Object.entries(sum).map(([name, count]) => [
          name,
          count + one[name as keyof MessageCounts],
        ]),
      ) as MessageCounts,
    first,
  );
};
