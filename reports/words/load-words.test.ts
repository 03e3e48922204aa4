import { expect, test } from 'vitest';
import type { LoadRow } from '../../harness/core/report-model.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { sampleLoad } from '../sample/sample-load.ts';
import { renderText } from '../text/render-text.ts';
import { loadStatus } from './load-words.ts';

const [baseline, kill] = sampleLoad as readonly [LoadRow, LoadRow]; // it has two
const input = sampleInput({ violated: false });
const withLoad = { ...input, report: { ...input.report, load: sampleLoad } };

test('the terminal shows each load in a line, with the sentence of what was asked', () => {
  const text = renderText(withLoad);
  expect(text).toContain('200 arrivals a second for 10 s, 2 runs, retries from 10 ms');
  expect(text).toMatch(/✔ baseline +2,000 +0/);
  expect(text).toMatch(/✘ kill +2,000 +3 .*131 ms of 100 ms/);
  expect(renderText(input)).not.toContain('Load');
});

test('the summary has the same numbers and names the thresholds that were missed', () => {
  const lines = renderMarkdown(withLoad).split('\n');
  expect(lines).toContain('## Load under failover');
  const row = lines.find((line) => line.includes('| kill |'));
  expect(row).toContain('131 ms of 100 ms');
  expect(row).toContain('failed = 0, gap ≤ 100 ms');
});

const saturated = { median: 1, most: 1, saturated: true };
const onlyGap = { 'failed = 0': true, 'gap ≤ 100 ms': false };

test.each([
  ['all reached', baseline, 'held'],
  ['calls failed', kill, 'violated'],
  [
    'only times on a saturated machine',
    { ...kill, thresholds: onlyGap, machine: saturated },
    'unknown',
  ],
  ['times on an idle machine', { ...kill, thresholds: onlyGap }, 'violated'],
  ['failures on a saturated machine', { ...kill, machine: saturated }, 'violated'],
] as const)('a load is judged: %s', (_, row, status) => {
  expect(loadStatus(row)).toBe(status);
});
