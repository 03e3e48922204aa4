import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryInput } from '../sample/arbitrary-report.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { attentionOf } from './attention.ts';
import { boundText, controlSentence, heldSchedules, verdictSentence } from './verdict-sentence.ts';

const held = sampleInput({ violated: false }).report;
const [run] = held.runs;
if (!run) throw new Error('the sample report has no run');

describe('the verdict sentence', () => {
  test('says what was seen and how often, and claims no more', () => {
    expect(verdictSentence(held)).toBe(
      'No counterexample in 66 effective schedules of 5 scenarios.',
    );
    for (const violated of [true, false]) {
      const text = verdictSentence(sampleInput({ violated }).report);
      expect(text).not.toMatch(/\b(safe|proved|proven|passed)\b/i);
    }
  });

  test('counts no inert, unknown or violated schedule as one without a counterexample', () => {
    fc.assert(
      fc.property(arbitraryInput, ({ report }) => {
        const good = report.runs.filter((one) => one.status === 'held' && !one.control);
        const sum = good.reduce((total, one) => total + one.effective, 0);
        expect(heldSchedules(report)).toBe(sum);
      }),
    );
  });

  test('says that nothing could be judged when nothing was', () => {
    const inert = {
      ...held,
      status: 'inert' as const,
      runs: [{ ...run, status: 'inert' as const }],
    };
    expect(verdictSentence(inert)).toBe('Nothing was tried that could be judged; 1 run inert.');
  });

  test('control runs are told apart and count as nothing that was tried', () => {
    const control = { ...run, control: true, scenario: 'control-1', effective: 9 };
    const more = { ...held, runs: [...held.runs, control] };
    expect(verdictSentence(more)).toBe(verdictSentence(held));
    expect(controlSentence(more)).toBe('2 control runs held');
    const unknown = { ...more, runs: [...held.runs, { ...control, status: 'unknown' as const }] };
    expect(controlSentence(unknown)).toBe('1 of 2 control runs held');
    expect(verdictSentence(unknown)).toContain('1 control run unknown');
  });

  test('a control run that is violated is said first: it fails without faults', () => {
    const verdict = { invariant: 'i', status: 'violated' as const, checked: 1, witnesses: [] };
    const bad = {
      ...run,
      control: true,
      scenario: 'control-1',
      status: 'violated' as const,
      reasons: ['fails without faults', 'i: m-1 was lost'],
      verdicts: [{ ...verdict, because: 'm-1 was lost' }],
    };
    const { report } = sampleInput({ violated: true });
    const with1 = { ...report, runs: [...report.runs, bad] };
    expect(verdictSentence(with1)).toMatch(/It fails without faults: m-1 was lost/);
    const [first] = attentionOf(with1);
    expect(first?.lines.slice(0, 2)).toEqual(['Fails without faults.', 'Breaks i: m-1 was lost.']);
  });

  test('shortens ids and leaves out the events, which stand below', () => {
    const because = 'call 8a5a1ccb-51f0-4391-8887-aed67cb28709 was late (event 12).';
    const verdict = { invariant: 'i', status: 'violated' as const, checked: 1, witnesses: [12] };
    const bad = { ...run, status: 'violated' as const, verdicts: [{ ...verdict, because }] };
    const text = verdictSentence({ ...held, status: 'violated', runs: [bad] });
    expect(text).toMatch(/^Call 8a5a1ccb was late, which breaks i, in/);
  });

  test('a missed canary comes first', () => {
    const canary = [{ bug: 'b', invariant: 'i', status: 'missed' as const }];
    expect(verdictSentence({ ...held, canary })).toMatch(/^Do not trust this run: 1 planted bug/);
  });
});

describe('the bound', () => {
  test('is three over the effective schedules of one scenario that held', () => {
    expect(boundText({ ...run, effective: 300 })).toContain('1.0 %');
  });

  test('is not given for few schedules, nor for a run that did not hold', () => {
    expect(boundText({ ...run, effective: 9 })).toBe('');
    expect(boundText({ ...run, effective: 300, status: 'unknown' })).toBe('');
  });
});

describe('what needs attention', () => {
  test('is empty when all held', () => {
    expect(attentionOf(held)).toEqual([]);
  });

  test('names everything that is not held, worst first, with a command for each run', () => {
    const items = attentionOf(sampleInput({ violated: true }).report);
    expect(items.map(({ status }) => status)).toEqual([
      'violated',
      'violated',
      'unknown',
      'inert',
      'missed',
    ]);
    expect(items.slice(0, 4).every(({ command }) => command?.startsWith('npx holdfast'))).toBe(
      true,
    );
  });
});
