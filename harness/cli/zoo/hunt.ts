import type { PlantedBug } from '../../core/planted-bug.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { Found } from '../../discover.ts';
import type { FaultCatalogue } from '../../plan-scenario.ts';
import type { SuiteOptions } from '../../suite.ts';
import type { EngineName } from '../run-options.ts';
import { huntLive } from './hunt-live.ts';
import { huntSimulated, type SimulatedHunt } from './hunt-simulated.ts';
import { joinHunts } from './join-kills.ts';
import type { Hunted } from './kill.ts';

/** What bugs are hunted with. */
export interface HuntGround {
  readonly scenarios: readonly Found<Scenario>[];
  readonly catalogue: FaultCatalogue;
  readonly seed: number;
  /** Schedules of each bug and engine at the most; what the engine can afford when left out. */
  readonly budget?: number | undefined;
}

/** Which bugs are hunted where. */
export interface Hunt {
  readonly ground: HuntGround;
  readonly bugs: Readonly<Record<EngineName, readonly PlantedBug[]>>;
}

/** Hunts on each engine what is to be hunted there, one engine after the other. */
export const huntBugs = async (
  { ground, bugs }: Hunt,
  live: SuiteOptions,
  simulated: SimulatedHunt,
): Promise<Hunted> =>
  joinHunts([
    await huntSimulated(bugs.simulated, ground, simulated),
    await huntLive(bugs.live, ground, live),
  ]);
