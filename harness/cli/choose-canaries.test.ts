import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantedBug } from '../core/planted-bug.ts';
import type { Scenario } from '../core/scenario.ts';
import { type Found, findBugs, findFaults, findScenarios, readConfig } from '../discover.ts';
import type { FaultCatalogue } from '../plan-scenario.ts';
import { chooseCanaries } from './choose-canaries.ts';

const root = join(import.meta.dirname, '../..');

let bugs: readonly PlantedBug[];
let scenarios: readonly Found<Scenario>[];
let catalogue: FaultCatalogue;

beforeAll(async () => {
  const config = await readConfig(root);
  bugs = (await findBugs(root, config)).map(({ value }) => value);
  scenarios = await findScenarios(root, config);
  catalogue = await findFaults(root, config);
});

describe('the canaries of the default suite', () => {
  it('are three bugs of different rules and one equivalent change, whatever the seed', () => {
    for (let seed = 0; seed < 40; seed++) {
      const chosen = chooseCanaries(bugs, scenarios, { seed, catalogue }).map(({ bug }) => bug);
      const rules = chosen.map((bug) => bug?.caughtBy);
      expect(rules).toHaveLength(4);
      expect(new Set(rules).size).toBe(4);
      expect(rules.at(-1)).toBe('none');
    }
  });

  it('are of scenarios that this suite runs live, since one live run decides', () => {
    const chosen = Array.from({ length: 40 }, (_, seed) =>
      chooseCanaries(bugs, scenarios, { seed, catalogue }),
    ).flat();
    expect(chosen.every(({ found }) => found.value.live === 'chaos')).toBe(true);
    expect(bugs.some((bug) => bug.scenario === 'core-stops-mid-work')).toBe(true);
  });
});
