import { expect, test } from 'vitest';
import { type DraftCall, faultDrafts, loadHistory, signalDraft } from '../testing/load-history.ts';
import { gapIsShort } from './gap-is-short.ts';
import { nobodyTurnedAway } from './nobody-turned-away.ts';

const failed = { kind: 'unknown', error: { code: 'coreTimeout', message: '' } } as const;

/** An answer every 10 ms, but none between two instants. */
const steady = (fromMs: number, toMs: number): readonly DraftCall[] =>
  Array.from({ length: 200 }, (_, at) => at * 10)
    .filter((ms) => ms < fromMs || ms >= toMs)
    .map((startMs) => ({ startMs, endMs: startMs + 1 }));

const switched = (atMs: number) =>
  signalDraft(['web', 'stateRoute'], atMs, { to: 'candidate', state: 'failover_active' });
const busy = Array.from({ length: 8 }, (_, at) =>
  signalDraft(['machine', 'cpu'], at * 100, { busy: 1 }),
);

test('a call that fails under a kill is a violation with its code', () => {
  const history = loadHistory([{ startMs: 5, outcome: failed }], faultDrafts('kill', 0, 10));
  expect(nobodyTurnedAway.check(history)).toMatchObject({
    status: 'violated',
    because: expect.stringContaining('1 of 1 calls failed to their caller: coreTimeout'),
  });
});

test.each([
  ['in flight when the core hung', { startMs: 90, endMs: 400 }, 'held'],
  ['begun before anybody knew', { startMs: 150, endMs: 400 }, 'held'],
  ['begun after new calls went elsewhere', { startMs: 210, endMs: 400 }, 'violated'],
  ['over before the hang', { startMs: 10, endMs: 90 }, 'violated'],
] as const)('a caller %s', (_, times, status) => {
  const hang = [...faultDrafts('pause', 100, 500), switched(200)];
  const history = loadHistory([{ ...times, outcome: failed }], hang);
  expect(nobodyTurnedAway.check(history).status).toBe(status);
});

test('a message that is not taken is never excused', () => {
  const call = { path: 'queue', startMs: 120, outcome: failed } as const;
  const hang = [...faultDrafts('pause', 100, 500), switched(200)];
  expect(nobodyTurnedAway.check(loadHistory([call], hang)).status).toBe('violated');
});

test('a gap of 90 ms is short, one of 150 ms is not', () => {
  const kill = faultDrafts('kill', 1_000, 1_500);
  expect(gapIsShort.check(loadHistory(steady(1_000, 1_080), kill)).status).toBe('held');
  expect(gapIsShort.check(loadHistory(steady(1_000, 1_150), kill)).status).toBe('violated');
});

test('a long gap on a machine without time says nothing', () => {
  const kill = faultDrafts('kill', 1_000, 1_500);
  const history = loadHistory(steady(1_000, 1_150), [...kill, ...busy]);
  expect(gapIsShort.check(history).status).toBe('unknown');
});

test('a hang may last until new calls go elsewhere, and 100 ms more', () => {
  const hang = [...faultDrafts('pause', 1_000, 1_900), switched(1_400)];
  expect(gapIsShort.check(loadHistory(steady(1_000, 1_480), hang)).status).toBe('held');
  expect(gapIsShort.check(loadHistory(steady(1_000, 1_600), hang)).status).toBe('violated');
});

test('without a fault, or without a load, there is nothing to say', () => {
  expect(gapIsShort.check(loadHistory(steady(0, 0))).status).toBe('vacuous');
  expect(gapIsShort.check(loadHistory([], faultDrafts('kill', 0, 1))).status).toBe('vacuous');
  expect(nobodyTurnedAway.check(loadHistory([])).status).toBe('vacuous');
});
