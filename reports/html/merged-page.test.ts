import { expect, test } from 'vitest';
import type { ReportInput } from '../../harness/core/run-detail.ts';
import { sampleInput } from '../sample/sample-input.ts';
import { useSamplePages } from './use-sample-pages.ts';

/** The violated sample as if it came from two shards, one of its runs made of many schedules. */
const mergedInput = (): ReportInput => {
  const input = sampleInput({ violated: true });
  const { environment, startedAt, wallMs, seed, speed } = input.report;
  const part = { startedAt, wallMs, seed, environment, command: 'run', status: 'held' as const };
  const [first, ...others] = input.report.runs;
  if (!first) throw new Error('the sample has no run');
  const example = { status: first.status, folder: 'f', replay: 'again' };
  const many = {
    ...first,
    schedules: 50,
    effective: 48,
    violated: 2,
    seeds: [[first.seed, first.seed + 49]] as const,
    virtualMs: 3_600_000,
    examples: [
      { ...example, seed: first.seed + 1 },
      { ...example, seed: first.seed, traceHash: 'feedbeef' },
    ],
  };
  const [detail] = input.details.filter((one) => one.scenario === first.scenario);
  if (!detail) throw new Error('the sample has no detail');
  return {
    ...input,
    details: [...input.details, { ...detail, seed: first.seed + 1 }],
    report: {
      ...input.report,
      runs: [many, ...others],
      parts: [
        { ...part, engines: ['live'], shard: { index: 1, count: 2 } },
        {
          ...part,
          engines: ['simulated'],
          shard: { index: 2, count: 2 },
          ...(speed ? { speed } : {}),
        },
      ],
    },
  };
};

const opened = useSamplePages({ merged: mergedInput });

test('a merged report shows every shard with its engine, speed and machine', async () => {
  await opened('merged', {}, async (page) => {
    const rows = page.locator('#shards tbody tr');
    expect(await rows.count()).toBe(2);
    expect(await rows.nth(0).textContent()).toMatch(/^1\/2live.*nothing simulated/);
    expect(await rows.nth(1).textContent()).toMatch(/^2\/2simulated.*virtual s per real s/);
  });
});

test('a run of many schedules says its seeds and time, and opens the page of each example', async () => {
  await opened('merged', {}, async (page) => {
    const all = page.locator('.schedules').first();
    expect(await all.textContent()).toMatch(
      /48 of 50 schedules effective2 violatedseeds \d+ to \d+1 h 0 min virtual in .*×/,
    );
    const title = page.locator('.runpage > .meta').first();
    const before = (await title.textContent()) ?? '';
    await all.locator('.examples a').nth(1).click();
    await expect.poll(() => title.textContent()).toMatch(/trace feedbeef/);
    expect(before).not.toMatch(/feedbeef/);
  });
});
