import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportRun } from '../../core/report-model.ts';
import { mergeRuns } from './merge-runs.ts';

const statuses = ['held', 'violated', 'inert', 'unknown', 'skipped'] as const;

/** A row of one schedule, of every kind; its seed is given when it takes its place among others. */
const oneSchedule: fc.Arbitrary<Omit<ReportRun, 'seed'>> = fc
  .record({
    status: fc.constantFrom(...statuses),
    rules: fc.array(
      fc.record({
        invariant: fc.constantFrom('one', 'two', 'three'),
        status: fc.constantFrom('held', 'violated', 'unknown', 'vacuous'),
        checked: fc.nat({ max: 9 }),
        because: fc.string({ maxLength: 5 }),
      }),
      { maxLength: 3 },
    ),
    faults: fc.array(
      fc.record({ fault: fc.constantFrom('kill', 'pause'), effective: fc.nat({ max: 1 }) }),
      { maxLength: 2 },
    ),
    reasons: fc.array(fc.string({ maxLength: 5 }), { maxLength: 2 }),
    mustCheck: fc.subarray(['one', 'two']),
    wallMs: fc.nat({ max: 99 }),
    ok: fc.nat({ max: 9 }),
    kept: fc.boolean(),
  })
  .map(({ rules, faults, ok, kept, ...rest }) => ({
    ...rest,
    scenario: 'one-story',
    engine: 'simulated' as const,
    schedules: 1,
    effective: rest.status === 'inert' ? 0 : 1,
    control: false,
    exercises: ['G1'],
    traceHash: null,
    faults: faults.map((one) => ({ ...one, injected: 1 })),
    verdicts: rules.map((one) => ({ ...one, witnesses: [] })),
    goals: [{ name: 'seen', reached: ok % 2 }],
    operations: { ok, fail: 0, unknown: 0 },
    examples: kept ? [{ seed: 0, status: rest.status, folder: 'f', replay: 'r' }] : [],
  }));

const numbered = (rows: readonly Omit<ReportRun, 'seed'>[]): readonly ReportRun[] =>
  rows.map((row, index) => ({
    ...row,
    seed: index + 1,
    examples: row.examples.map((one) => ({ ...one, seed: index + 1 })),
  }));

const schedules = fc.array(oneSchedule, { minLength: 1, maxLength: 12 }).map(numbered);

describe('rows of one scenario', () => {
  it('come to the same however they are split and in whatever order they are joined', () => {
    fc.assert(
      fc.property(schedules, fc.infiniteStream(fc.nat({ max: 3 })), (rows, deal) => {
        const hands = Map.groupBy(rows, () => deal.next().value);
        const joined = mergeRuns([...hands.values()].map(mergeRuns).toReversed());
        expect(joined).toEqual(mergeRuns(rows));
      }),
    );
  });

  it('come to the same when they are joined two by two', () => {
    fc.assert(
      fc.property(schedules, (rows) => {
        const [first, ...others] = rows;
        if (!first) return;
        const folded = others.reduce((sum, row) => mergeRuns([sum, row]), mergeRuns([first]));
        expect(folded).toEqual(mergeRuns(rows));
      }),
    );
  });

  it('count every schedule once, and are violated as soon as one is', () => {
    fc.assert(
      fc.property(schedules, (rows) => {
        const joined = mergeRuns(rows);
        expect(joined.schedules).toBe(rows.length);
        expect(Object.values(joined.counts ?? {}).reduce((a, b) => a + b)).toBe(rows.length);
        const broken = rows.some((row) => row.status === 'violated');
        expect(joined.status === 'violated').toBe(broken);
      }),
    );
  });

  it('of a single live run give their steps as kinds of fault, without those that never fired', () => {
    const receipt = { effective: true, counts: { exits: 1 } };
    const step = { id: 1, fault: 'kill', target: 'core', atMs: 5, forMs: null, receipt };
    const live = fc.sample(oneSchedule, 1)[0];
    if (!live) throw new Error('no sample');
    const { faults: _, ...bare } = live;
    const rows = numbered([{ ...bare, steps: [step, { ...step, id: 2, atMs: null }] }]);
    expect(mergeRuns(rows).faults).toEqual([{ fault: 'kill', injected: 1, effective: 1 }]);
  });

  it('that have a seed in common are refused', () => {
    const rows = numbered(fc.sample(oneSchedule, 2));
    expect(() => mergeRuns([...rows, ...rows.slice(1)])).toThrow(
      /one-story \(simulated\) was run with seed 2 in two of these reports/,
    );
  });

  it('say their seeds as ranges', () => {
    const rows = numbered(fc.sample(oneSchedule, 5));
    expect(mergeRuns(rows.filter((row) => row.seed !== 4)).seeds).toEqual([
      [1, 3],
      [5, 5],
    ]);
  });
});
