import { describe, expect, it } from 'vitest';
import type { ReportRun } from '../core/report-model.ts';
import { requirementRows } from './requirement-rows.ts';

const run = (id: string, status: ReportRun['status']): ReportRun => ({
  scenario: `scenario-${status}`,
  engine: 'live',
  status,
  seed: 1,
  schedules: 1,
  effective: 1,
  control: false,
  exercises: [id],
  wallMs: 1,
  traceHash: null,
  verdicts: [],
  goals: [],
  operations: { ok: 1, fail: 0, unknown: 0 },
  examples: [],
});

const texts = [{ id: 'G1', text: 'Something.' }];
const none = { ran: [], named: new Set<string>() };
const statusOf = (...parameters: Parameters<typeof requirementRows>) =>
  requirementRows(...parameters).find((row) => row.id === 'G1')?.status;

describe('the requirements table', () => {
  it('shows a requirement without evidence as a gap', () =>
    expect(statusOf(texts, [], none)).toBe('gap'));
  it('never calls one held that only tests exercise and that did not run here', () =>
    expect(statusOf(texts, [], { ran: [], named: new Set(['G1']) })).toBe('notRunHere'));
  it('takes the result of a test that ran', () => {
    const test = { id: 'G1', title: 'G1: a test' };
    const named = new Set(['G1']);
    expect(statusOf(texts, [], { ran: [{ ...test, result: 'held' }], named })).toBe('held');
    expect(statusOf(texts, [], { ran: [{ ...test, result: 'violated' }], named })).toBe('violated');
  });
  it('lets the worst run decide', () => {
    expect(statusOf(texts, [run('G1', 'held')], none)).toBe('held');
    expect(statusOf(texts, [run('G1', 'held'), run('G1', 'unknown')], none)).toBe('unknown');
    expect(statusOf(texts, [run('G1', 'violated'), run('G1', 'inert')], none)).toBe('violated');
    expect(statusOf(texts, [run('G1', 'skipped')], none)).toBe('notRunHere');
  });
  it('lists an id that has no text', () =>
    expect(requirementRows(texts, [run('X9', 'held')], none).map(({ id }) => id)).toEqual([
      'G1',
      'X9',
    ]));
});
