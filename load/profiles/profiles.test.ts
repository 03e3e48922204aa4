import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFaults, readConfig } from '../../harness/discover.ts';
import { loadJobs } from '../load-jobs.ts';
import { profiles } from './profiles.ts';

const root = process.cwd();
const catalogue = await findFaults(root, await readConfig(root));

test('every profile begins within the load and ends within it, whatever its size', () => {
  const shape = fc.record({
    ratePerSecond: fc.integer({ min: 2, max: 5_000 }),
    durationMs: fc.integer({ min: 1_000, max: 120_000 }),
  });
  fc.assert(
    fc.property(shape, (load) => {
      const arrivals = (load.ratePerSecond * load.durationMs) / 1_000;
      for (const { plan, found } of loadJobs(profiles, load, catalogue)) {
        const scale = found.value.scale?.live ?? 1;
        expect(plan.steps.length).toBeGreaterThan(0);
        for (const { when, heal } of plan.steps) {
          const nth = 'nth' in when ? when.nth : Number.NaN;
          expect(nth).toBeGreaterThanOrEqual(1);
          const beginsAtMs = (nth / arrivals) * load.durationMs;
          const lastsMs = heal === 'never' ? Number.NaN : heal.afterMs * scale;
          expect(lastsMs).toBeCloseTo(load.durationMs * 0.3);
          expect(beginsAtMs + lastsMs).toBeLessThan(load.durationMs);
        }
      }
    }),
    { numRuns: 20 },
  );
});
