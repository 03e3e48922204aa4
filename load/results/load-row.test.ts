import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { History } from '../../harness/core/history.ts';
import { reportSchema } from '../../harness/core/report-model.ts';
import { type DraftCall, faultDrafts, loadHistory, signalDraft } from '../testing/load-history.ts';
import { loadRow } from './load-row.ts';

const rowOf = (history: History) =>
  loadRow(history, {
    profile: 'kill',
    rateAsked: 200,
    durationMs: 100,
    timings: { RETRY_BASE_DELAY_MS: 10 },
    families: { kill: 'process' },
  });

const broken = { kind: 'unknown', error: { code: 'coreTimeout', message: '' } } as const;

const call: fc.Arbitrary<DraftCall> = fc.record({
  path: fc.constantFrom('sync' as const, 'queue' as const),
  startMs: fc.integer({ min: 0, max: 1_000 }),
  outcome: fc.constantFrom(broken, { kind: 'ok', accepted: true, status: 200 } as const),
});

const dropped = fc
  .tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 1, max: 9 }))
  .map(([atMs, count]) => signalDraft(['k6', 'dropped'], atMs, { path: 'sync', count }));

test('windows, paths and bins each add up to the whole', () => {
  fc.assert(
    fc.property(
      fc.array(call, { minLength: 1, maxLength: 40 }),
      fc.array(dropped, { maxLength: 3 }),
      (calls, drops) => {
        const row = rowOf(loadHistory(calls, [...faultDrafts('kill', 300, 600), ...drops]));
        const sum = (all: readonly number[] = []) => all.reduce((total, one) => total + one, 0);
        for (const name of ['requests', 'failed', 'dropped'] as const) {
          expect(sum(row.windows?.map((one) => one[name]))).toBe(row[name]);
        }
        expect(sum(row.paths?.map(({ failed }) => failed))).toBe(row.failed);
        expect(sum(row.series?.arrived)).toBe(calls.length);
        expect(sum(row.series?.failed)).toBe(row.failed);
        expect(sum(row.series?.dropped)).toBe(row.dropped);
        expect(sum(Object.values(row.windows?.[1]?.codes ?? {}))).toBe(row.windows?.[1]?.failed);
        expect(reportSchema.shape.load.safeParse([row]).success).toBe(true);
      },
    ),
  );
});

test('a 202 counts for nothing: a message is done when its effect is there', () => {
  const calls = [
    { path: 'queue', startMs: 0, effectsMs: [40] },
    { path: 'queue', startMs: 10, effectsMs: [90] },
    { path: 'queue', startMs: 100, effectsMs: [101] },
  ] as const;
  const row = rowOf(loadHistory(calls));
  expect(row).toMatchObject({ failed: 0, lost: 0, twice: 0, longestGapMs: 50, p50: 40, p99: 80 });
});

test('a message without an effect is lost, one with two was executed twice', () => {
  const row = rowOf(
    loadHistory([
      { path: 'queue', startMs: 0, effectsMs: [] },
      { path: 'queue', startMs: 10, effectsMs: [20, 30] },
    ]),
  );
  expect(row).toMatchObject({ lost: 1, twice: 1 });
  expect(row.thresholds).toMatchObject({ 'lost = 0': false, 'executed twice = 0': false });
});

test('a machine that is busy most of the time is told', () => {
  const busy = (shares: readonly number[]) =>
    rowOf(
      loadHistory(
        [{ startMs: 0 }],
        shares.map((share, at) => signalDraft(['machine', 'cpu'], at, { busy: share })),
      ),
    ).machine;
  expect(busy([0.2, 0.5, 0.6, 0.7])).toEqual({ median: 0.5, most: 0.7, saturated: false });
  expect(busy([0.95, 0.5, 0.99, 1])).toMatchObject({ saturated: true });
});
