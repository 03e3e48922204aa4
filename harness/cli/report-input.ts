import { execFile } from 'node:child_process';
import { availableParallelism, release, type } from 'node:os';
import { relative } from 'node:path';
import { promisify } from 'node:util';
import { buildRunDetail } from '../../reports/build-detail.ts';
import { operationRows } from '../../reports/detail/operation-rows.ts';
import { runNumbers } from '../../reports/detail/run-numbers.ts';
import type { Fault } from '../core/fault.ts';
import type { MessageCounts, ReportModel, ReportRun } from '../core/report-model.ts';
import type { ReportInput, RunDetail, RunNumbers } from '../core/run-detail.ts';
import { type Link, linkName } from '../core/stack.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import type { Job, JobResult } from '../suite.ts';
import { idsInTests, readEvidence } from '../testing/requirement-evidence.ts';
import { findK6 } from '../tools/find-k6.ts';
import { canaryStatus, zooReplay } from './canary-status.ts';
import { statusOf } from './exit-codes.ts';
import { pastRuns } from './past-runs.ts';
import type { Project } from './project.ts';
import { readRequirements, requirementRows } from './requirement-rows.ts';
import { type RowSource, rowSource, weighedStatuses } from './row-source.ts';
import { controlAbout, replayOf, runRow } from './run-row.ts';
import type { Simulation } from './simulate-suite.ts';

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
  readonly results: readonly JobResult[];
  /** Which control run stands behind which job. */
  readonly controlOf: ReadonlyMap<string, string>;
  readonly notTested: readonly string[];
  readonly simulation: Simulation;
  readonly exitCode: number;
}

/** The whole content of a report, from what a suite found. */
export const reportInput = async (facts: SuiteFacts): Promise<ReportInput> => {
  const byName = new Map(facts.results.map((result) => [result.name, result]));
  const sources = facts.results
    .filter((result) => result.purpose !== 'canary')
    .map((result) => rowSource(result, byName.get(facts.controlOf.get(result.name) ?? '')));
  const { simulation } = facts;
  const details = [...sources.flatMap((source) => detailOf(source, facts)), ...simulation.details];
  const live = sources.map((source) => runRow(source, { ...facts, root: facts.project.root }));
  const runs = [...live, ...simulation.rows];
  const requirements = await readRequirements(facts.project);
  const scenarioRuns = runs.filter((run) => !run.control);
  const evidence = readEvidence(facts.project.root);
  const messages = sumMessages(details.filter((detail) => detail.isControl !== true));
  const report: ReportModel = {
    schema: 1,
    runId: facts.runId,
    status: statusOf([...weighedStatuses(sources), ...simulation.rows.map((row) => row.status)]),
    exitCode: facts.exitCode,
    startedAt: facts.startedAt.toISOString(),
    wallMs: Math.round(facts.wallMs),
    command: facts.command,
    seed: facts.seed,
    commit: await commitOf(facts.project.root),
    environment: environmentOf(facts.results),
    runs,
    requirements: requirementRows(requirements, scenarioRuns, {
      ran: evidence?.tests ?? [],
      named: idsInTests(facts.project.root),
    }),
    ...(messages ? { messages } : {}),
    ...speedOf(simulation),
    canary: facts.results.flatMap(canaryRow),
    notTested: [
      ...facts.notTested,
      ...(evidence ? [] : [noTests]),
      ...skippedLines(sources),
      ...silentLinks(facts.results),
      ...undecidedCanaries(facts.results),
    ],
  };
  const invariants = new Map(
    facts.jobs.flatMap((job) => job.found.value.invariants.map((one) => [one.name, one.about])),
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
    speed: {
      virtualSecondsPerRealSecond: total((one) => one.virtualMs) / wallMs,
      exchangesPerSecond: (total((one) => one.exchanges) / wallMs) * 1_000,
    },
  };
};

/** Links that carried nothing in any run: a variable that nobody reads looks like this. */
const silentLinks = (results: readonly JobResult[]): readonly string[] => {
  const seen = new Set<string>();
  const links = new Map<string, Link>();
  for (const result of results) {
    if (result.ended !== 'judged') continue;
    for (const link of result.history.links) links.set(linkName(link), link);
    for (const event of result.history.events) if (event.type === 'exchange') seen.add(event.link);
  }
  return [...links]
    .filter(([name]) => !seen.has(name))
    .map(([name, { from, tell }]) => {
      const variables = tell.map(({ env }) => env).join(' or ');
      return `Link ${name}: it carried nothing in any live run (does ${from} read ${variables}?).`;
    });
};

const canaryRow = (result: JobResult) => {
  const status = canaryStatus(result);
  if (result.bug === undefined || (status !== 'caught' && status !== 'missed')) return [];
  return [{ bug: result.bug.name, invariant: result.bug.caughtBy, status }];
};

/** What keeps a canary from saying anything, with the command that tries it again. */
const undecidedCanaries = (results: readonly JobResult[]): readonly string[] =>
  results
    .filter((result) => canaryStatus(result) === 'undecided')
    .map((result) => {
      const why = result.ended === 'judged' ? result.judgement.reasons[0] : result.because;
      return `Canary ${result.bug?.name}: its run could not be judged (${why}); ${zooReplay(result)}`;
    });

const environmentOf = (results: readonly JobResult[]): ReportModel['environment'] => {
  const toxiproxy = results
    .map((result) => (result.ended === 'judged' ? result.history.toxiproxy : null))
    .find((backend) => backend !== null);
  return {
    node: process.versions.node,
    os: `${type()} ${release()}`,
    cores: availableParallelism(),
    toxiproxy: toxiproxy ?? { backend: 'embedded', version: 'none started' },
    k6: findK6()?.version ?? null,
    containers: null,
  };
};

const commitOf = async (root: string): Promise<string | null> => {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: root,
    });
    return stdout.trim();
  } catch {
    // Not a git checkout, or no git: the report says null.
    return null;
  }
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
    replay: replayOf(relative(facts.project.root, result.folder)),
    folder: relative(facts.folder, result.folder),
  });
  if (result.purpose !== 'control') return [detail];
  return [{ ...detail, scenario: result.name, isControl: true }];
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
