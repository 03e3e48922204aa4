import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlantedBug } from '../../core/planted-bug.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { EngineName } from '../run-options.ts';
import { nightlyUnits, unitKey } from './nightly-units.ts';
import { dealt, parseShard } from './shard.ts';

/** Names only: nothing else of a scenario or a bug decides where it goes. */
const suites = fc
  .record({
    names: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 8 }),
    engines: fc.subarray<EngineName>(['live', 'simulated'], { minLength: 1 }),
    seed: fc.nat({ max: 1_000 }),
    live: fc.integer({ min: 1, max: 5 }),
    simulated: fc.integer({ min: 1, max: 90 }),
    never: fc.nat({ max: 8 }),
  })
  .map(({ names, live, simulated, never, ...rest }) => ({
    ...rest,
    runs: { live, simulated },
    scenarios: names.map(
      (name, index) =>
        ({ name, live: index < never ? { never: 'no' } : 'chaos' }) as unknown as Scenario,
    ),
    bugs: names.map((scenario) => ({ name: `bug-of-${scenario}`, scenario }) as PlantedBug),
  }));

const counts = fc.integer({ min: 1, max: 12 });

describe('the shards of the nightly suite', () => {
  it('have every unit in exactly one of them, in sizes that differ by one at the most', () => {
    fc.assert(
      fc.property(suites, counts, (suite, count) => {
        const units = nightlyUnits(suite);
        const shards = Array.from({ length: count }, (_, index) =>
          dealt(units, { index: index + 1, count }, unitKey),
        );
        const all = shards.flat().map(unitKey);
        expect(new Set(all).size).toBe(all.length);
        expect(all.toSorted()).toEqual(units.map(unitKey).toSorted());
        const sizes = shards.map((shard) => shard.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('do not depend on the order in which scenarios and bugs are found', () => {
    fc.assert(
      fc.property(suites, counts, (suite, count) => {
        const reversed = {
          ...suite,
          scenarios: suite.scenarios.toReversed(),
          bugs: suite.bugs.toReversed(),
          engines: suite.engines.toReversed(),
        };
        const shard = { index: 1, count };
        expect(dealt(nightlyUnits(reversed), shard, unitKey)).toEqual(
          dealt(nightlyUnits(suite), shard, unitKey),
        );
      }),
    );
  });

  it('have every seed of every scenario and engine once, but for those that are never live', () => {
    fc.assert(
      fc.property(suites, (suite) => {
        const seeds = nightlyUnits(suite).flatMap((unit) =>
          unit.kind === 'bug'
            ? []
            : Array.from(
                { length: unit.count },
                (_, index) => `${unit.engine} ${unit.scenario} ${unit.firstSeed + index}`,
              ),
        );
        expect(new Set(seeds).size).toBe(seeds.length);
        const able = suite.scenarios.filter((one) => typeof one.live === 'string').length;
        const wanted = { live: able, simulated: suite.scenarios.length };
        expect(seeds).toHaveLength(
          suite.engines.reduce((sum, name) => sum + wanted[name] * suite.runs[name], 0),
        );
      }),
    );
  });
});

describe('the name of a shard', () => {
  it('is its place among all', () => {
    expect(parseShard('2/8')).toEqual({ index: 2, count: 8 });
  });
  it.each(['0/2', '3/2', '1', '1/', '/2', '-1/2', '1/0', '1/2/3', 'a/b'])('is not %s', (text) => {
    expect(() => parseShard(text)).toThrow(/write it like 2\/8/);
  });
});
