import type { PlantedBug } from '../../core/planted-bug.ts';
import type { Scenario } from '../../core/scenario.ts';
import { textSha } from '../../core/text-sha.ts';
import type { EngineName } from '../run-options.ts';

/** A piece of the nightly suite that one shard runs as a whole. */
export type Unit =
  | {
      readonly kind: 'schedules';
      readonly engine: EngineName;
      readonly scenario: string;
      readonly firstSeed: number;
      readonly count: number;
    }
  | { readonly kind: 'bug'; readonly engine: EngineName; readonly bug: string };

/** What the nightly suite is made of. */
export interface NightlySuite {
  readonly scenarios: readonly Scenario[];
  readonly bugs: readonly PlantedBug[];
  readonly engines: readonly EngineName[];
  readonly seed: number;
  /** Schedules of each scenario, by engine. */
  readonly runs: Readonly<Record<EngineName, number>>;
}

/** Seeds of one unit: a live run takes seconds, a simulated one a fraction. */
const block: Readonly<Record<EngineName, number>> = { live: 1, simulated: 25 };

const canRun = (engine: EngineName, scenario: Scenario | undefined): boolean =>
  scenario !== undefined && (engine === 'simulated' || typeof scenario.live === 'string');

/** Everything that the nightly suite runs: scenario × engine × seeds, and every planted bug. */
export const nightlyUnits = (suite: NightlySuite): readonly Unit[] =>
  suite.engines.flatMap((engine) => [
    ...suite.scenarios
      .filter((scenario) => canRun(engine, scenario))
      .flatMap((scenario) => blocksOf(scenario.name, engine, suite)),
    ...suite.bugs
      .filter((bug) =>
        canRun(
          engine,
          suite.scenarios.find(({ name }) => name === bug.scenario),
        ),
      )
      .map(({ name }) => ({ kind: 'bug' as const, engine, bug: name })),
  ]);

const blocksOf = (scenario: string, engine: EngineName, suite: NightlySuite): readonly Unit[] => {
  const size = block[engine];
  const runs = suite.runs[engine];
  return Array.from({ length: Math.ceil(runs / size) }, (_, index) => ({
    kind: 'schedules',
    engine,
    scenario,
    firstSeed: suite.seed + index * size,
    count: Math.min(size, runs - index * size),
  }));
};

/**
 * Sorts units of one cost side by side, so that every shard gets its share of each; scenarios in
 * another order for each block of seeds, so that no shard gets a long one every time.
 */
export const unitKey = (unit: Unit): string => {
  if (unit.kind === 'bug') return `${unit.engine} bug ${unit.bug}`;
  const seed = String(unit.firstSeed).padStart(12, '0');
  return `${unit.engine} ${seed} ${textSha(`${seed} ${unit.scenario}`)} ${unit.scenario}`;
};
