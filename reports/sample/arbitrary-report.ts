import fc from 'fast-check';
import type { ReportModel, ReportRun, ReportVerdict } from '../../harness/core/report-model.ts';
import type { ReportInput } from '../../harness/core/run-detail.ts';
import { sampleInput } from './sample-input.ts';

/** Text of every kind that may come out of a log: controls, markup, emoji, halves of them. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 24 }),
  fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", '|', '`', '\\', '\n', ']]>', ' '),
    maxLength: 24,
  }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '\u001b[31mred',
    '\ud800',
    '| a | b |',
    '](x)',
    '\0',
  ),
);

const count = fc.nat({ max: 500 });

const verdict: fc.Arbitrary<ReportVerdict> = fc.record({
  invariant: fc.constantFrom('no-lost-messages', 'no-timeout-failover', 'recovers'),
  status: fc.constantFrom('held', 'violated', 'unknown', 'vacuous'),
  checked: count,
  because: hostileText,
  witnesses: fc.array(fc.nat({ max: 99 }), { maxLength: 3 }),
});

const run: fc.Arbitrary<ReportRun> = fc
  .record({
    scenario: hostileText.map((text) => `s${text}`),
    engine: fc.constantFrom('simulated' as const, 'live' as const, 'containers' as const),
    status: fc.constantFrom('held', 'violated', 'inert', 'unknown', 'skipped'),
    seed: fc.integer(),
    schedules: count,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    wallMs: count,
    verdicts: fc.uniqueArray(verdict, { maxLength: 3, selector: (one) => one.invariant }),
    reasons: fc.array(hostileText, { maxLength: 2 }),
    control: fc.boolean(),
    exercises: fc.array(fc.constantFrom('G1', 'G3', 'H1'), { maxLength: 2 }),
  })
  .map(({ share, ...rest }) => ({
    ...rest,
    effective: Math.floor(rest.schedules * share),
    traceHash: null,
    goals: [],
    operations: { ok: 1, fail: 0, unknown: 0 },
    examples: [],
  }));

const canary = fc.record({
  bug: hostileText,
  invariant: fc.constant('no-lost-messages'),
  status: fc.constantFrom('caught' as const, 'missed' as const),
});

let base: ReportInput | undefined;

/** The parts of a report that stay the same; made at first use. */
const baseInput = (): ReportInput => {
  base ??= { ...sampleInput({ violated: false, operations: 1 }), details: [] };
  return base;
};

/** Reports of every shape, as the formats must be able to write them. */
export const arbitraryInput: fc.Arbitrary<ReportInput> = fc
  .record({
    status: fc.constantFrom<ReportModel['status']>('held', 'violated', 'inert', 'unknown'),
    runs: fc.array(run, { maxLength: 6 }),
    canary: fc.array(canary, { maxLength: 3 }),
    notTested: fc.array(hostileText, { maxLength: 3 }),
    command: hostileText,
  })
  .map((parts) => {
    const input = baseInput();
    return { ...input, report: { ...input.report, ...parts } };
  });
