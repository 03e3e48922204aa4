import { UsageError } from '../core/errors.ts';
import type { PlantedBug } from '../core/planted-bug.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Found } from '../discover.ts';
import { type FaultCatalogue, planScenario, unknown } from '../plan-scenario.ts';
import type { Job } from '../suite.ts';

/** The planted bugs of these names, or all of them; an unknown name is an error with a suggestion. */
export const chooseBugs = (
  all: readonly PlantedBug[],
  names: readonly string[],
): readonly PlantedBug[] => {
  const known = all.map((bug) => bug.name);
  for (const name of names) {
    if (!known.includes(name)) throw new UsageError(unknown('planted bug', name, known));
  }
  return all.filter((bug) => names.length === 0 || names.includes(bug.name));
};

/** Planted bugs per run of the default suite, beside the one equivalent change. */
const bugsPerRun = 3;

/**
 * The canaries of a run: bugs that must be caught, each of another invariant, rotated by seed, and
 * one equivalent change that must stay held.
 */
export const chooseCanaries = (
  bugs: readonly PlantedBug[],
  scenarios: readonly Found<Scenario>[],
  options: { readonly seed: number; readonly catalogue: FaultCatalogue },
): readonly Job[] => {
  // One live run decides, so only scenarios that the default suite runs live come into question.
  const able = bugs.filter((bug) => isInChaos(scenarios, bug));
  const families = Map.groupBy(
    able.filter((bug) => bug.caughtBy !== 'none'),
    (bug) => bug.caughtBy,
  );
  const rotate = <T>(list: readonly T[], by: number) =>
    list.map((_, index) => list[(index + by) % list.length] as T);
  const chosen = rotate([...families.values()], options.seed * bugsPerRun)
    .slice(0, bugsPerRun)
    .flatMap((family) => rotate(family, options.seed).slice(0, 1));
  const equivalents = able.filter((bug) => bug.caughtBy === 'none');
  return [...chosen, ...rotate(equivalents, options.seed).slice(0, 1)].map((bug) =>
    canaryJob(bug, scenarios, { ...options, name: `canary-${bug.name}` }),
  );
};

const isInChaos = (scenarios: readonly Found<Scenario>[], bug: PlantedBug): boolean => {
  const found = scenarios.find(({ value }) => value.name === bug.scenario);
  // A bug of a scenario that is gone is an error, which canaryJob tells.
  return found === undefined || found.value.live === 'chaos';
};

/** The run of a planted bug: its own scenario with the edit in place. */
export const canaryJob = (
  bug: PlantedBug,
  scenarios: readonly Found<Scenario>[],
  options: { readonly seed: number; readonly catalogue: FaultCatalogue; readonly name: string },
): Job => {
  const found = scenarios.find(({ value }) => value.name === bug.scenario);
  if (!found) {
    const names = scenarios.map(({ value }) => value.name);
    throw new UsageError(`planted bug ${bug.name}: ${unknown('scenario', bug.scenario, names)}`);
  }
  const plan = planScenario(found.value, options.seed, options.catalogue);
  return { name: options.name, purpose: 'canary', found, plan, bug };
};
