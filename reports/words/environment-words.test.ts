import { describe, expect, test } from 'vitest';
import type { ReportRun } from '../../harness/core/report-model.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { attentionOf } from './attention.ts';
import { proxyText, seedsText, speedText, virtualText } from './environment-words.ts';
import { verdictSentence } from './verdict-sentence.ts';
import { resultOfBug } from './zoo-words.ts';

describe('what a run used', () => {
  test('never calls the embedded proxy Toxiproxy', () => {
    expect(proxyText({ backend: 'real', version: '2.12.0' })).toBe('Toxiproxy 2.12.0');
    expect(proxyText({ backend: 'embedded', version: '2.12.0' })).toBe(
      'embedded proxy (speaks the API of Toxiproxy 2.12.0)',
    );
    expect(proxyText({ backend: 'embedded', version: 'none started' })).toBe('none started');
  });

  test('says speed and virtual time only where something was simulated', () => {
    expect(speedText(undefined)).toBe('');
    expect(speedText({ virtualSecondsPerRealSecond: 74.64, exchangesPerSecond: 1234.5 })).toBe(
      '74.6 virtual s per real s, 1,235 exchanges per s',
    );
    const run = { wallMs: 2_000 } as ReportRun;
    expect(virtualText(run)).toBe('');
    expect(virtualText({ ...run, virtualMs: 150_000 })).toBe('2 min 30 s virtual in 2.0 s (75×)');
  });

  test('says seeds as ranges', () => {
    expect(seedsText({ seed: 7 })).toBe('seed 7');
    expect(
      seedsText({
        seed: 1,
        seeds: [
          [1, 40],
          [61, 61],
        ],
      }),
    ).toBe('seeds 1 to 40 and 61');
  });
});

describe('a planted bug', () => {
  const kill = { bug: 'b', stands_for: 'G1', caughtBy: [], schedules: 1, minimalFaults: 0 };

  test('is caught or missed; an equivalent change is left alone, never caught', () => {
    expect(resultOfBug({ ...kill, status: 'caught' })).toBe('caught');
    expect(resultOfBug({ ...kill, status: 'caught', equivalent: true })).toBe('left alone');
    expect(resultOfBug({ ...kill, status: 'missed', equivalent: true })).toBe('taken for a bug');
  });

  test('decides the sentence of a report in which nothing else was run', () => {
    const { report } = sampleInput({ violated: false });
    const zoo = [{ ...kill, status: 'caught' as const }];
    const hunt = { ...report, status: 'held' as const, runs: [], canary: [], zoo };
    expect(verdictSentence(hunt)).toBe('1 of 1 planted bug caught.');
    const missed = { ...hunt, zoo: [{ ...kill, status: 'missed' as const }] };
    expect(verdictSentence(missed)).toMatch(/^Do not trust this run: 1 planted bug went unnoticed/);
    expect(attentionOf(missed)).toMatchObject([{ status: 'missed', href: '#zoo' }]);
  });
});

test('a requirement that nothing exercises is shown in its table, and raises no alarm', () => {
  const { report } = sampleInput({ violated: true });
  const requirements = [{ id: 'G9', status: 'gap' as const, evidence: [] }];
  const quiet = { ...report, requirements, runs: [], canary: [], zoo: [] };
  expect(attentionOf(quiet)).toEqual([]);
});

test('a doubt asks for attention', () => {
  const { report } = sampleInput({ violated: false });
  const doubts = [{ exitCode: 2 as const, because: 'shard 1/2 is missing' }];
  expect(attentionOf({ ...report, doubts }).at(-1)).toMatchObject({
    title: 'Open',
    lines: ['Shard 1/2 is missing.'],
  });
});
