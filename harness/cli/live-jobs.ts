import type { PlantedBug } from '../core/planted-bug.ts';
import { type FaultCatalogue, planScenario } from '../plan-scenario.ts';
import type { SeedBlock } from '../schedules/plan-schedules.ts';
import type { Job } from '../suite.ts';

/** What live jobs have in common. */
export interface LiveGround {
  readonly catalogue: FaultCatalogue;
  readonly plant: PlantedBug | undefined;
  /** The jobs are part of a larger suite: a single seed is one of many there. */
  readonly isPart?: boolean;
}

/**
 * A live run of every seed of every block. Where a scenario has many, whether its rules were put
 * to the test is asked over all of them.
 */
export const liveJobs = (blocks: readonly SeedBlock[], ground: LiveGround): readonly Job[] =>
  blocks.flatMap(({ found, firstSeed, count }) => {
    const { name, mustCheck = [] } = found.value;
    const isOne = count === 1 && ground.isPart !== true;
    return Array.from({ length: count }, (_, index) => firstSeed + index).map((seed) => ({
      name: isOne ? name : `${name}-seed-${seed}`,
      purpose: 'scenario' as const,
      found: isOne ? found : { ...found, value: { ...found.value, mustCheck: [] } },
      plan: planScenario(found.value, seed, ground.catalogue),
      ...(isOne ? {} : { mustCheck }),
      ...(ground.plant === undefined ? {} : { plant: ground.plant }),
    }));
  });
