import type { ReportRun, ReportVerdict } from '../core/report-model.ts';
import { type Scenario, scenarioFor } from '../core/scenario.ts';
import type { RunStatus } from '../core/verdict.ts';
import type { ScheduleOutcome } from './schedule.ts';

/** What many schedules of one scenario came to. */
export interface Aggregate {
  readonly status: RunStatus;
  readonly reasons: readonly string[];
  readonly effective: number;
  readonly violated: number;
  readonly verdicts: readonly ReportVerdict[];
  readonly faults: NonNullable<ReportRun['faults']>;
  readonly goals: ReportRun['goals'];
  readonly operations: ReportRun['operations'];
  readonly virtualMs: number;
  readonly wallMs: number;
}

/**
 * Over many schedules: one violation is a violation. Inert schedules are counted and left out; the
 * scenario is inert when fewer than half were effective, or none for one of its kinds of fault. A
 * rule that the scenario must put to the test and that never was makes it unknown.
 */
export const aggregate = (scenario: Scenario, outcomes: readonly ScheduleOutcome[]): Aggregate => {
  const of = (status: RunStatus) => outcomes.filter((outcome) => outcome.status === status);
  const faults = faultsOf(outcomes);
  const verdicts = verdictsOf(outcomes.filter((outcome) => outcome.status !== 'inert'));
  const effective = outcomes.filter((outcome) => outcome.effective).length;
  // A scenario without faults has none that could be without effect.
  const tried = outcomes.some((one) => one.faults.length > 0 || one.status === 'inert');
  const tooFew = tried && effective * 2 < outcomes.length;
  const inert = [
    ...(tooFew ? [`only ${effective} of ${outcomes.length} schedules were effective`] : []),
    ...faults.filter((one) => one.effective === 0).map((one) => `${one.fault} never had an effect`),
  ];
  const unknown = [
    ...of('unknown').flatMap((one) =>
      one.reasons.slice(0, 1).map((why) => `seed ${one.schedule.seed}: ${why}`),
    ),
    ...untested(scenarioFor('simulated', scenario), verdicts),
  ];
  const violated = of('violated');
  const skipped = of('skipped');
  const told = violated.flatMap((one) =>
    one.reasons.slice(0, 1).map((why) => `seed ${one.schedule.seed}: ${why}`),
  );
  const skips = skipped.length === outcomes.length ? (skipped[0]?.reasons ?? []) : [];
  return {
    status: statusOf({ violated: told, skipped: skips, inert, unknown }),
    reasons: skips.length > 0 ? skips : [...told, ...inert, ...unknown].slice(0, 5),
    effective,
    violated: violated.length,
    verdicts,
    faults,
    goals: (scenario.goals ?? []).map(({ name }) => ({
      name,
      reached: outcomes.filter((outcome) => outcome.goals.includes(name)).length,
    })),
    operations: sumOperations(outcomes),
    virtualMs: sum(outcomes.map((outcome) => outcome.virtualMs)),
    wallMs: sum(outcomes.map((outcome) => outcome.wallMs)),
  };
};

const statusOf = (
  why: Readonly<Record<'violated' | 'skipped' | 'inert' | 'unknown', readonly string[]>>,
): RunStatus => {
  const order = ['violated', 'skipped', 'inert', 'unknown'] as const;
  return order.find((status) => why[status].length > 0) ?? 'held';
};

const untested = (scenario: Scenario, verdicts: readonly ReportVerdict[]): readonly string[] =>
  (scenario.mustCheck ?? [])
    .filter((name) => !verdicts.some((one) => one.invariant === name && one.checked > 0))
    .map((name) => `${name} was never put to the test over all seeds`);

const faultsOf = (outcomes: readonly ScheduleOutcome[]): Aggregate['faults'] => {
  const counts = new Map<string, { injected: number; effective: number }>();
  for (const { fault, effective } of outcomes.flatMap((outcome) => outcome.faults)) {
    const count = counts.get(fault) ?? { injected: 0, effective: 0 };
    counts.set(fault, {
      injected: count.injected + 1,
      effective: count.effective + (effective ? 1 : 0),
    });
  }
  return [...counts].map(([fault, count]) => ({ fault, ...count }));
};

// The weightiest verdict speaks for all.
const weight = ['violated', 'unknown', 'held', 'vacuous'] as const;

const verdictsOf = (outcomes: readonly ScheduleOutcome[]): readonly ReportVerdict[] => {
  const byName = Map.groupBy(
    outcomes.flatMap((outcome) => outcome.verdicts),
    (verdict) => verdict.invariant,
  );
  return [...byName].flatMap(([invariant, verdicts]) => {
    const worst = weight.flatMap((status) => verdicts.filter((one) => one.status === status))[0];
    if (!worst) return [];
    const checked = sum(verdicts.map((verdict) => verdict.checked));
    const { status, because, witnesses } = worst;
    return [{ invariant, status, checked, because, witnesses: [...witnesses] }];
  });
};

const sum = (numbers: readonly number[]): number =>
  Math.round(numbers.reduce((total, number) => total + number, 0));

const sumOperations = (outcomes: readonly ScheduleOutcome[]): ReportRun['operations'] => ({
  ok: sum(outcomes.map(({ operations }) => operations.ok)),
  fail: sum(outcomes.map(({ operations }) => operations.fail)),
  unknown: sum(outcomes.map(({ operations }) => operations.unknown)),
});
