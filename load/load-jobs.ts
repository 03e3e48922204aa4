import { fileURLToPath } from 'node:url';
import type { Scenario } from '../harness/core/scenario.ts';
import { type FaultCatalogue, planScenario } from '../harness/plan-scenario.ts';
import type { Job } from '../harness/suite.ts';
import type { LoadProfile, LoadShape } from './profiles/load-profile.ts';
import referenceLoad from './reference-load.ts';

const file = fileURLToPath(new URL('./reference-load.ts', import.meta.url));

const scale = referenceLoad.scale?.live ?? 1;

/** Plans are unscaled: what is asked for in ms of the run is longer there. */
const unscaled = (steps: ReturnType<LoadProfile['steps']>) =>
  steps.map((step, index) => ({
    ...step,
    id: index + 1,
    heal: step.heal === 'never' ? step.heal : { afterMs: step.heal.afterMs / scale },
  }));

const scenarioOf = (profile: LoadProfile, load: LoadShape): Scenario => ({
  ...referenceLoad,
  name: `load-${profile.name}`,
  about: profile.about,
  workload: {
    ...referenceLoad.workload,
    ratePerSecond: load.ratePerSecond * scale,
    durationMs: load.durationMs / scale,
  },
  faults: () => unscaled(profile.steps(load)),
});

/** One live run for each profile, each with the same load. */
export const loadJobs = (
  profiles: readonly LoadProfile[],
  load: LoadShape,
  catalogue: FaultCatalogue,
): readonly Job[] =>
  profiles.map((profile) => {
    const value = scenarioOf(profile, load);
    const plan = planScenario(value, 1, catalogue);
    return { name: value.name, purpose: 'scenario', found: { file, value }, plan };
  });
