import { expect, test } from 'vitest';
import type { PastRun } from '../../harness/core/run-detail.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { changesSince } from './history-words.ts';

const { report } = sampleInput({ violated: false });
const name = report.runs[0]?.scenario ?? '';
const rest = Object.fromEntries(report.runs.map((run) => [run.scenario, 'held' as const]));

const past = (
  scenarios: NonNullable<PastRun['scenarios']>,
  commit: string | null = 'other',
): PastRun => ({
  startedAt: '2026-11-21T06:12:00.000Z',
  commit,
  status: 'held',
  seed: 1,
  held: 4,
  runs: 4,
  effective: 4,
  wallMs: 60_000,
  scenarios,
});

test('nothing is new when there is nothing to compare with', () => {
  expect(changesSince(report, [])).toEqual([]);
});

test('what ended as before is no change', () => {
  expect(changesSince(report, [past(rest)])).toEqual([]);
});

test('a scenario that no earlier run knew is new', () => {
  const { [name]: _, ...others } = rest;
  expect(changesSince(report, [past(others)])).toEqual([
    { scenario: name, what: 'new', to: 'held' },
  ]);
});

test('another ending than last time is a change, on another commit', () => {
  const runs = [past(rest), past({ ...rest, [name]: 'violated' })];
  expect(changesSince(report, runs)).toEqual([
    { scenario: name, what: 'changed', from: 'violated', to: 'held' },
  ]);
});

test('two endings on one commit are flaky, even if the last agrees', () => {
  const runs = [past({ ...rest, [name]: 'unknown' }, report.commit), past(rest, report.commit)];
  expect(changesSince(report, runs)).toEqual([
    { scenario: name, what: 'flaky', from: 'unknown', to: 'held' },
  ]);
});

test('a run without a commit never shows that something is flaky', () => {
  const runs = [past({ ...rest, [name]: 'unknown' }, null)];
  expect(changesSince({ ...report, commit: null }, runs)).toEqual([
    { scenario: name, what: 'changed', from: 'unknown', to: 'held' },
  ]);
});
