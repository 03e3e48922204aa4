import type { MessageCounts, ReportModel, ReportRun } from '../../core/report-model.ts';
import type { PastRun, ReportInput } from '../../core/run-detail.ts';
import { mergeRuns } from '../../schedules/rows/merge-runs.ts';
import { type Coverage, coverageLines, joinCoverage, zooLeftOut } from '../coverage.ts';
import { type Doubt, exitCodeOfReport, statusOfReport } from '../doubts.ts';
import { speedFrom } from '../speed-from.ts';
import { joinKills } from '../zoo/join-kills.ts';
import { checkMergeable, missingShards } from './check-mergeable.ts';
import { mergeRequirements } from './merge-requirements.ts';
import { reportParts, sortParts } from './report-parts.ts';

/** What a merged report says of itself: it is a run of its own. */
export interface MergeFacts {
  readonly runId: string;
  readonly command: string;
  readonly history: readonly PastRun[];
}

/**
 * One report of several. What it says does not depend on their order, nor on whether some were
 * merged before: all is recomputed from counts, and from the parts that each stands for.
 */
export const mergeReports = (inputs: readonly ReportInput[], facts: MergeFacts): ReportInput => {
  const reports = inputs.map((input) => input.report);
  checkMergeable(reports);
  const report = mergeModels(reports, facts);
  const shown = new Set(
    report.runs.flatMap((run) => run.examples.map(({ seed }) => keyOf({ ...run, seed }))),
  );
  return {
    report,
    details: sorted(
      inputs.flatMap((input) => input.details).filter((detail) => shown.has(keyOf(detail))),
      keyOf,
    ),
    invariants: distinct(
      inputs.flatMap((input) => input.invariants),
      (one) => one.name,
    ),
    requirements: distinct(
      inputs.flatMap((input) => input.requirements),
      (one) => one.id,
    ),
    faults: distinct(
      inputs.flatMap((input) => input.faults),
      (one) => one.kind,
    ),
    history: facts.history,
  };
};

const mergeModels = (reports: readonly ReportModel[], facts: MergeFacts): ReportModel => {
  const [first] = reports;
  if (!first) throw new Error('mergeReports: nothing to merge');
  const parts = sortParts(reports.flatMap(reportParts));
  const runs = mergeRows(reports.flatMap((report) => report.runs));
  const judged = {
    runs,
    ...mergeCanary(reports),
    ...mergeZoo(reports),
    doubts: mergeDoubts(reports, parts),
  };
  const began = parts.map((part) => Date.parse(part.startedAt));
  const ended = parts.map((part, index) => (began[index] ?? 0) + part.wallMs);
  const [oldest] = parts.toSorted((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
  const seeds = parts.map((part) => part.seed);
  return {
    schema: 1,
    runId: facts.runId,
    ...identityOf(reports),
    status: statusOfReport(judged),
    exitCode: exitCodeOfReport(judged),
    startedAt: oldest?.startedAt ?? first.startedAt,
    wallMs: Math.max(...ended) - Math.min(...began),
    command: facts.command,
    seed: Math.min(...seeds),
    environment: mergeEnvironment(parts),
    ...judged,
    requirements: mergeRequirements(
      reports.flatMap((report) => report.requirements),
      runs,
    ),
    ...mergeMessages(reports),
    ...mergeSpeed(parts),
    ...mergeNotTested(reports, judged.doubts),
    parts: [...parts],
  };
};

const identityOf = (reports: readonly ReportModel[]) => {
  const known = <Field extends 'version' | 'sources'>(field: Field) => {
    const value = reports.map((report) => report[field]).find((one) => one !== undefined);
    return value === undefined ? {} : { [field]: value };
  };
  const commit = reports.map((report) => report.commit).find((one) => one !== null) ?? null;
  return { ...known('version'), ...known('sources'), commit };
};

const mergeRows = (rows: readonly ReportRun[]): readonly ReportRun[] =>
  sorted(
    [
      ...Map.groupBy(rows, (run) => `${run.control} ${run.engine} ${run.scenario}`).values(),
    ].flatMap((group) => (group.length === 1 ? group : [mergeRuns(group)])),
    (run) => `${run.control ? 0 : 1} ${run.engine} ${run.scenario}`,
  );

const mergeCanary = (reports: readonly ReportModel[]): Pick<ReportModel, 'canary'> => {
  const rows = reports.flatMap((report) => report.canary ?? []);
  if (reports.every((report) => report.canary === undefined)) return {};
  const missedFirst = rows.toSorted((one) => (one.status === 'missed' ? -1 : 1));
  return { canary: distinct(missedFirst, (row) => row.bug) };
};

const mergeZoo = (reports: readonly ReportModel[]): Pick<ReportModel, 'zoo'> => {
  const rows = joinKills(reports.flatMap((report) => report.zoo ?? []));
  return rows.length === 0 ? {} : { zoo: rows };
};

/** Whether a shard is missing is asked anew: another report may have it. */
const mergeDoubts = (
  reports: readonly ReportModel[],
  parts: ReturnType<typeof sortParts>,
): readonly Doubt[] => {
  const own = reports.flatMap((report) => report.doubts ?? []);
  const merged = reports.flatMap((report) => missingShards(report.parts ?? []));
  const stale = new Set(merged.map((doubt) => doubt.because));
  const judged = new Set(
    reports
      .flatMap((report) => [...(report.zoo ?? []), ...(report.canary ?? [])])
      .map((row) => row.bug),
  );
  const rest = own.filter(
    ({ because, bug }) => !stale.has(because) && (bug === undefined || !judged.has(bug)),
  );
  return distinct([...rest, ...missingShards(parts)], (one) => `${one.exitCode} ${one.because}`);
};

const mergeEnvironment = (parts: ReturnType<typeof sortParts>): ReportModel['environment'] => {
  const all = parts.map((part) => part.environment);
  const one = (values: readonly string[]) => [...new Set(values)].sort().join(', ');
  const proxies = sorted(
    all.map((environment) => environment.toxiproxy),
    ({ backend, version }) => `${version === 'none started'} ${backend} ${version}`,
  );
  const maybe = (values: readonly (string | null)[]) =>
    one(values.filter((value) => value !== null)) || null;
  return {
    node: one(all.map(({ node }) => node)),
    os: one(all.map(({ os }) => os)),
    cores: Math.max(...all.map(({ cores }) => cores)),
    toxiproxy: proxies.at(0) ?? { backend: 'embedded', version: 'none started' },
    k6: maybe(all.map(({ k6 }) => k6)),
    containers: maybe(all.map(({ containers }) => containers)),
  };
};

const mergeMessages = (reports: readonly ReportModel[]): Pick<ReportModel, 'messages'> => {
  const all = reports.flatMap((report) => report.messages ?? []);
  const [first] = all;
  if (!first) return {};
  const entries = Object.keys(first).map((name) => [
    name,
    // The names are those of the counts.
    all.reduce((sum, one) => sum + one[name as keyof MessageCounts], 0),
  ]);
  return { messages: Object.fromEntries(entries) as MessageCounts };
};

/** Per machine: what all simulated, by the time that all of them took for it. */
const mergeSpeed = (parts: ReturnType<typeof sortParts>): Pick<ReportModel, 'speed'> => {
  const all = parts.flatMap(({ speed }) => speed ?? []);
  if (all.length === 0) return {};
  const sum = (of: (speed: (typeof all)[number]) => number | undefined) =>
    all.reduce((total, speed) => total + (of(speed) ?? 0), 0);
  return {
    speed: speedFrom({
      virtualMs: sum((speed) => speed.virtualMs),
      realMs: sum((speed) => speed.realMs),
      exchanges: sum((speed) => speed.exchanges),
    }),
  };
};

const mergeNotTested = (
  reports: readonly ReportModel[],
  doubts: readonly Doubt[],
): Pick<ReportModel, 'coverage' | 'notTested'> => {
  const all = reports.flatMap((report): readonly Coverage[] =>
    report.coverage === undefined ? [] : [report.coverage],
  );
  const lines = reports.flatMap(({ coverage, notTested }) => {
    const derived = new Set(coverage === undefined ? [] : coverageLines(coverage));
    return notTested.filter((line) => !derived.has(line));
  });
  const coverage = joinCoverage(all);
  const hunted = reports.some((report) => (report.zoo ?? []).length > 0);
  const isStale = (line: string) => hunted && line === zooLeftOut;
  const missing = doubts.filter((doubt) => doubt.because.startsWith('Shard '));
  const said = [
    ...lines.filter((line) => !isStale(line) && !/^Shard \d+\/\d+ /.test(line)),
    ...missing.map((doubt) => `${doubt.because}.`),
  ];
  return {
    ...(all.length === 0 ? {} : { coverage }),
    notTested: [...[...new Set(said)].sort(), ...(all.length === 0 ? [] : coverageLines(coverage))],
  };
};

const keyOf = (one: Pick<ReportRun, 'scenario' | 'engine' | 'seed'>): string =>
  `${one.engine} ${one.scenario} ${String(one.seed).padStart(12, '0')}`;

const sorted = <T>(list: readonly T[], key: (one: T) => string): readonly T[] =>
  list.toSorted((one, other) => (key(one) < key(other) ? -1 : Number(key(one) > key(other))));

/** The first of each name, in the order of the names. */
const distinct = <T>(list: readonly T[], name: (one: T) => string): readonly T[] => {
  const byName = new Map<string, T>();
  for (const one of list) if (!byName.has(name(one))) byName.set(name(one), one);
  return sorted([...byName.values()], name);
};
