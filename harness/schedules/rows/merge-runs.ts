import type { ReportRun, ReportVerdict } from '../../core/report-model.ts';
import type { RunStatus } from '../../core/verdict.ts';
import { joinSeeds } from './join-seeds.ts';
import { type RunPart, runPart, type StatusCounts, type Told } from './run-part.ts';

/** Kept on disk and shown of one row, the worst first: enough to look at, little enough to open. */
export const examplesMost = 3;

const reasonsMost = 5;

const byWeight: readonly RunStatus[] = ['violated', 'unknown', 'inert', 'held', 'skipped'];

/**
 * Joins rows of one scenario on one engine into the row of all their schedules: by seed, so the
 * order in which they come says nothing. One violation is a violation. Inert schedules are counted
 * and left out; the row is inert when fewer than half were effective, or none for one of its kinds
 * of fault. A rule that must be put to the test and never was makes it unknown.
 */
export const mergeRuns = (runs: readonly ReportRun[]): ReportRun => {
  const parts = runs.map(runPart).toSorted((one, other) => one.seed - other.seed);
  const [first] = parts;
  if (!first) throw new Error('mergeRuns: no row to merge');
  const { steps: _, comparedWith: __, virtualMs: ___, ...head } = first;
  const told = joinTold(parts.flatMap((part) => part.told));
  const counts = joinCounts(parts.map((part) => part.counts));
  const joined = {
    ...head,
    seeds: joinSeeds(
      parts.map((part) => part.seeds),
      { name: first.scenario, engine: first.engine, mayRepeat: first.control },
    ),
    schedules: sum(parts.map((part) => part.schedules)),
    effective: sum(parts.map((part) => part.effective)),
    violated: sum(parts.map((part) => part.violated)),
    counts,
    told,
    mustCheck: [...new Set(parts.flatMap((part) => part.mustCheck ?? []))].sort(),
    exercises: [...new Set(parts.flatMap((part) => part.exercises))].sort(naturally),
    ...joinControls(parts),
    wallMs: sum(parts.map((part) => part.wallMs)),
    ...joinVirtual(parts),
    faults: joinFaults(parts),
    verdicts: joinVerdicts(parts.flatMap((part) => part.verdicts)),
    goals: joinGoals(parts),
    operations: {
      ok: sum(parts.map(({ operations }) => operations.ok)),
      fail: sum(parts.map(({ operations }) => operations.fail)),
      unknown: sum(parts.map(({ operations }) => operations.unknown)),
    },
    examples: joinExamples(parts),
  };
  return { ...joined, ...conclude(joined) };
};

/** Status and reasons follow from what was counted, so they are never joined themselves. */
const conclude = (
  run: Omit<RunPart, 'status' | 'reasons'>,
): Pick<ReportRun, 'status'> & { readonly reasons: readonly string[] } => {
  const total = sum(Object.values(run.counts));
  const of = (status: RunStatus) =>
    run.told
      .filter((one) => one.status === status)
      .map((one) => `seed ${one.seed}: ${one.because}`);
  if (run.counts.violated === 0 && run.counts.skipped === total) {
    return { status: 'skipped', reasons: run.told.map((one) => one.because).slice(0, 1) };
  }
  // A scenario without faults has none that could be without effect.
  const tried = run.faults.length > 0 || run.counts.inert > 0;
  const tooFew = tried && run.effective * 2 < total;
  const idle = run.faults.filter((one) => one.effective === 0);
  const inert = [
    ...(tooFew ? [`only ${run.effective} of ${total} schedules were effective`] : []),
    ...idle.map((one) => `${one.fault} never had an effect`),
  ];
  const untested = (run.mustCheck ?? [])
    .filter((name) => !run.verdicts.some((one) => one.invariant === name && one.checked > 0))
    .map((name) => `${name} was never put to the test over all seeds`);
  const isUnknown = run.counts.unknown > 0 || untested.length > 0;
  const status = (): RunStatus => {
    if (run.counts.violated > 0) return 'violated';
    if (inert.length > 0) return 'inert';
    return isUnknown ? 'unknown' : 'held';
  };
  const reasons = [...of('violated'), ...inert, ...of('unknown'), ...untested];
  return { status: status(), reasons: reasons.slice(0, reasonsMost) };
};

const sum = (numbers: readonly number[]): number =>
  Math.round(numbers.reduce((total, number) => total + number, 0));

const naturally = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });

const joinCounts = (all: readonly StatusCounts[]): StatusCounts => ({
  held: sum(all.map((one) => one.held)),
  violated: sum(all.map((one) => one.violated)),
  inert: sum(all.map((one) => one.inert)),
  unknown: sum(all.map((one) => one.unknown)),
  skipped: sum(all.map((one) => one.skipped)),
});

/** The lowest seeds of each status: what is left does not depend on who joined what first. */
const joinTold = (told: readonly Told[]): readonly Told[] =>
  byWeight.flatMap((status) =>
    told
      .filter((one) => one.status === status)
      .toSorted((one, other) => one.seed - other.seed)
      .slice(0, reasonsMost),
  );

const joinControls = (parts: readonly RunPart[]): Pick<ReportRun, 'comparedWith'> => {
  const all = parts.flatMap((part) => part.comparedWith ?? []);
  const [first] = all;
  if (first === undefined) return {};
  return { comparedWith: { name: first.name, held: all.every((one) => one.held) } };
};

const joinVirtual = (parts: readonly RunPart[]): Pick<ReportRun, 'virtualMs'> => {
  const all = parts.flatMap((part) => part.virtualMs ?? []);
  return all.length === 0 ? {} : { virtualMs: sum(all) };
};

const joinFaults = (parts: readonly RunPart[]): RunPart['faults'] =>
  [
    ...Map.groupBy(
      parts.flatMap((part) => part.faults),
      (one) => one.fault,
    ),
  ]
    .map(([fault, all]) => ({
      fault,
      injected: sum(all.map((one) => one.injected)),
      effective: sum(all.map((one) => one.effective)),
    }))
    .toSorted((one, other) => naturally(one.fault, other.fault));

const joinGoals = (parts: readonly RunPart[]): ReportRun['goals'] =>
  [
    ...Map.groupBy(
      parts.flatMap((part) => part.goals),
      (one) => one.name,
    ),
  ]
    .map(([name, all]) => ({ name, reached: sum(all.map((one) => one.reached)) }))
    .toSorted((one, other) => naturally(one.name, other.name));

// The weightiest verdict speaks for all.
const verdictWeight = ['violated', 'unknown', 'held', 'vacuous'] as const;

const joinVerdicts = (all: readonly ReportVerdict[]): readonly ReportVerdict[] =>
  [...Map.groupBy(all, (verdict) => verdict.invariant)]
    .flatMap(([, verdicts]) => {
      const bySeed = verdicts.toSorted((one, other) => (one.seed ?? 0) - (other.seed ?? 0));
      const worst = verdictWeight.flatMap((status) =>
        bySeed.filter((one) => one.status === status),
      )[0];
      return worst ? [{ ...worst, checked: sum(verdicts.map((one) => one.checked)) }] : [];
    })
    .toSorted((one, other) => naturally(one.invariant, other.invariant));

const joinExamples = (parts: readonly RunPart[]): ReportRun['examples'] =>
  parts
    .flatMap((part) => part.examples)
    .toSorted(
      (one, other) =>
        byWeight.indexOf(one.status) - byWeight.indexOf(other.status) || one.seed - other.seed,
    )
    .slice(0, examplesMost);
