import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportModel, ReportRun } from '../../core/report-model.ts';
import { reportSchema } from '../../core/report-model.ts';
import type { ReportInput } from '../../core/run-detail.ts';
import { mergeRuns } from '../../schedules/rows/merge-runs.ts';
import { exitCodeOfReport, statusOfReport } from '../doubts.ts';
import { requirementRows } from '../requirement-rows.ts';
import { speedFrom } from '../speed-from.ts';
import { joinKills } from '../zoo/join-kills.ts';
import { mergeReports } from './merge-reports.ts';

/** One schedule of a small fake suite. */
const schedule = fc.record({
  scenario: fc.constantFrom('one-story', 'other-story'),
  engine: fc.constantFrom('live' as const, 'simulated' as const),
  status: fc.constantFrom('held', 'held', 'held', 'violated', 'inert', 'unknown'),
  checked: fc.nat({ max: 3 }),
  effective: fc.boolean(),
});
type FakeSchedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

const rowOf = (one: FakeSchedule, seed: number): ReportRun => ({
  scenario: one.scenario,
  engine: one.engine,
  status: one.status,
  reasons: one.status === 'held' ? [] : [`it was ${one.status}`],
  seed,
  schedules: 1,
  effective: one.effective ? 1 : 0,
  control: false,
  exercises: [one.scenario === 'one-story' ? 'G1' : 'G2'],
  mustCheck: ['rule'],
  wallMs: 10,
  virtualMs: 1_000,
  traceHash: null,
  faults: [{ fault: 'kill', injected: 1, effective: one.effective ? 1 : 0 }],
  verdicts: [
    {
      invariant: 'rule',
      status: one.status === 'violated' ? 'violated' : one.checked > 0 ? 'held' : 'vacuous',
      checked: one.checked,
      because: 'seen',
      witnesses: [],
    },
  ],
  goals: [],
  operations: { ok: one.checked, fail: 0, unknown: 0 },
  examples: [{ seed, status: one.status, folder: `seed-${seed}`, replay: 'again' }],
});

const environment: ReportModel['environment'] = {
  node: '26',
  os: 'Linux',
  cores: 2,
  toxiproxy: { backend: 'embedded', version: 'none started' },
  k6: null,
  containers: null,
};

interface Dealt {
  readonly rows: readonly ReportRun[];
  readonly bugs?: NonNullable<ReportModel['zoo']>;
  readonly shard?: ReportModel['shard'];
}

/** The report that a run of these schedules writes. */
const inputOf = ({ rows, bugs = [], shard }: Dealt, runId: string): ReportInput => {
  const runs = [...Map.groupBy(rows, (row) => `${row.engine} ${row.scenario}`).entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, group]) => mergeRuns(group));
  const judged = { runs, doubts: [], ...(bugs.length > 0 ? { zoo: joinKills(bugs) } : {}) };
  const report: ReportModel = {
    schema: 1,
    runId,
    version: '1',
    sources: 'abc',
    ...(shard ? { shard } : {}),
    ...judged,
    status: statusOfReport(judged),
    exitCode: exitCodeOfReport(judged),
    startedAt: '2026-11-22T00:00:00.000Z',
    wallMs: 1_000,
    command: 'npx holdfast run --suite nightly',
    seed: 1,
    commit: 'c0ffee',
    environment,
    requirements: requirementRows(
      ['G1', 'G2', 'G3'].map((id) => ({ id, text: id })),
      runs,
      { ran: [{ id: 'G3', title: 'G3: a test', result: 'held' }], named: new Set(['G3']) },
    ),
    speed: speedFrom({ virtualMs: rows.length * 1_000, realMs: rows.length * 10, exchanges: 5 }),
    coverage: {
      engines: ['live', 'simulated'],
      links: [{ name: 'web>core', carried: rows.length > 2, silent: 'it carried nothing.' }],
    },
    notTested: ['Containers: not part of this version.'],
  };
  const faults: ReportInput['faults'] = [{ kind: 'kill', family: 'process', about: 'dies' }];
  return { report, details: [], invariants: [], requirements: [], faults, history: [] };
};

const facts = { runId: 'merged', command: 'npx holdfast report', history: [] };
const merge = (...inputs: readonly ReportInput[]) => mergeReports(inputs, facts);

/** What a report says, without what only tells where and when it was made. */
const says = ({ report }: ReportInput) => {
  const { status, exitCode, runs, requirements, zoo, notTested } = report;
  return { status, exitCode, runs, requirements, zoo: zoo ?? [], notTested };
};

const kill = (bug: string): NonNullable<ReportModel['zoo']>[number] => ({
  bug,
  stands_for: 'G1',
  caughtBy: ['rule'],
  schedules: 1,
  minimalFaults: 1,
  status: 'caught',
});

const suites = fc
  .array(schedule, { minLength: 3, maxLength: 14 })
  .map((all) => all.map((one, index) => rowOf(one, index + 1)));

const shardsOf = (rows: readonly ReportRun[], deal: readonly number[], count: number) =>
  Array.from({ length: count }, (_, index) =>
    inputOf(
      {
        rows: rows.filter((_row, place) => (deal[place] ?? 0) % count === index),
        bugs: [kill(`bug-${index}`)],
        shard: { index: index + 1, count },
      },
      `run-${index + 1}`,
    ),
  );

const deals = fc.array(fc.nat({ max: 11 }), { minLength: 14, maxLength: 14 });

describe('merging the shards of a suite', () => {
  it('says the same as running it unsharded', () => {
    fc.assert(
      fc.property(suites, deals, fc.integer({ min: 2, max: 4 }), (rows, deal, count) => {
        const shards = shardsOf(rows, deal, count);
        const bugs = shards.map((_, index) => kill(`bug-${index}`));
        const merged = merge(...shards);
        const whole = inputOf({ rows, bugs }, 'whole');
        expect(says(merged).runs).toEqual(whole.report.runs);
        expect({ ...says(merged), notTested: [] }).toEqual({ ...says(whole), notTested: [] });
        expect(reportSchema.parse(structuredClone(merged.report))).toEqual(merged.report);
      }),
    );
  });

  it('says the same in whatever order they come, and when some were merged before', () => {
    fc.assert(
      fc.property(suites, deals, (rows, deal) => {
        const [one, two, three] = shardsOf(rows, deal, 3);
        if (!one || !two || !three) throw new Error('three shards were made');
        const all = merge(one, two, three);
        expect(merge(three, one, two)).toEqual(all);
        expect(merge(merge(one, two), three)).toEqual(all);
        expect(merge(three, merge(two, one))).toEqual(all);
      }),
    );
  });

  it('adds up speeds by what they are made of, and keeps each shard with its machine', () => {
    const rows = fc.sample(suites, 1)[0] ?? [];
    const merged = merge(...shardsOf(rows, [0, 1], 2));
    expect(merged.report.speed).toMatchObject({ virtualMs: rows.length * 1_000 });
    expect(merged.report.parts?.map((part) => part.shard)).toEqual([
      { index: 1, count: 2 },
      { index: 2, count: 2 },
    ]);
    expect(merged.report.parts?.[0]?.environment).toEqual(environment);
  });
});

const held = (seed: number) =>
  rowOf(
    { scenario: 'one-story', engine: 'simulated', status: 'held', checked: 1, effective: true },
    seed,
  );

describe('a merged report', () => {
  it('is unknown as long as a shard is missing, and says which', () => {
    const shard = (index: number) =>
      inputOf({ rows: [held(index)], shard: { index, count: 3 } }, `run-${index}`);
    const partly = merge(shard(1), shard(3));
    expect(partly.report).toMatchObject({ status: 'unknown', exitCode: 2 });
    expect(partly.report.notTested.join()).toMatch(/Shard 2\/3 \(live and simulated\) is missing/);
    const whole = merge(partly, shard(2));
    expect(whole.report).toMatchObject({ status: 'held', exitCode: 0, doubts: [] });
    expect(whole.report.notTested.join()).not.toMatch(/missing/);
  });

  it('asks of all schedules together what one shard could not tell', () => {
    const idle = rowOf(
      { scenario: 'one-story', engine: 'simulated', status: 'inert', checked: 0, effective: false },
      9,
    );
    const alone = inputOf({ rows: [idle] }, 'run-1');
    expect(alone.report.status).toBe('inert');
    const merged = merge(alone, inputOf({ rows: [held(1), held(2)] }, 'run-2'));
    expect(merged.report).toMatchObject({ status: 'held', exitCode: 0 });
    const requirement = merged.report.requirements.find((row) => row.id === 'G1');
    expect(requirement).toMatchObject({
      status: 'held',
      evidence: ['one-story (simulated, seeds 1 to 2, 9)'],
    });
  });

  it('counts a bug as caught when one shard caught it, and is not to be trusted when none did', () => {
    const missed = { ...kill('bug'), status: 'missed' as const, caughtBy: [] };
    const bad = inputOf({ rows: [held(1)], bugs: [missed] }, 'run-1');
    expect(bad.report.exitCode).toBe(3);
    expect(merge(bad, inputOf({ rows: [held(2)] }, 'run-2')).report.exitCode).toBe(3);
    const good = inputOf({ rows: [held(2)], bugs: [kill('bug')] }, 'run-2');
    expect(merge(bad, good).report).toMatchObject({ exitCode: 0, zoo: [{ status: 'caught' }] });
  });

  it.each([
    ['version', '2', /different versions of Holdfast: .*run-1 is of 1, .*run-2 of 2/],
    ['commit', 'beef', /different commits: .*c0ffee.*beef/],
    ['sources', 'xyz', /different sources of the stack.*abc.*xyz\. Merge only reports of one tree/],
  ])('of two trees is refused: another %s', (field, value, message) => {
    const one = inputOf({ rows: [held(1)] }, 'run-1');
    const two = inputOf({ rows: [held(2)] }, 'run-2');
    const other = { ...two, report: { ...two.report, [field]: value } };
    expect(() => merge(one, other)).toThrow(message);
  });

  it('with the same run or the same schedule twice is refused', () => {
    const one = inputOf({ rows: [held(1)] }, 'run-1');
    expect(() => merge(one, one)).toThrow(/run run-1 is in two of these reports/);
    const again = inputOf({ rows: [held(1)] }, 'run-2');
    expect(() => merge(one, again)).toThrow(/one-story \(simulated\) was run with seed 1 in two/);
  });
});
