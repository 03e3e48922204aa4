import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulateMany, summarise } from './simulate-many.ts';
import { type ScheduleResult, simulateSchedule } from './simulate-worker.ts';

/** Whole runs of a stack, beside whatever else the machine does. */
const PATIENCE_MS = 180_000;

const root = resolve(import.meta.dirname, '..');
const asksOf = (...names: readonly string[]) =>
  names.map((scenario, index) => ({ root, scenario, seed: 40 + index }));

describe('many schedules', () => {
  it(
    'come to the same with two workers as one after the other, in other order',
    async () => {
      const asks = asksOf('single-failed-probes', 'both-cores-down', 'live-core-killed');
      const byWorkers: ScheduleResult[] = [];
      await simulateMany({ asks, workers: 2, onResult: (result) => byWorkers.push(result) });
      const here: ScheduleResult[] = [];
      for (const ask of asks.toReversed()) here.push(await simulateSchedule(ask));
      const lines = (results: readonly ScheduleResult[]) =>
        results
          .map(
            ({ scenario, seed, status, traceHash }) => `${scenario} ${seed} ${status} ${traceHash}`,
          )
          .sort();
      expect(lines(byWorkers)).toEqual(lines(here));
      expect(here.map(({ status }) => status)).toEqual(['held', 'held', 'held']);
    },
    PATIENCE_MS,
  );

  it('tell of a schedule that could not be simulated, and go on', async () => {
    const result = await simulateSchedule({ root, scenario: 'no-such-thing', seed: 1 });
    expect(result).toMatchObject({ status: 'error', because: expect.stringContaining('no-such') });
  });

  it('are summed up by status and speed', () => {
    const one = { scenario: 's', seed: 1, because: '', traceHash: '', graphs: 0 };
    const held = { ...one, status: 'held', virtualMs: 60_000, wallMs: 30 } as const;
    const broken = { ...one, status: 'violated', virtualMs: 60_000, wallMs: 90 } as const;
    expect(summarise([held, held, broken], 1_000)).toBe(
      'held 2, violated 1; 180 schedules per minute, median 30 ms each, ' +
        '180 virtual seconds per second',
    );
  });
});
