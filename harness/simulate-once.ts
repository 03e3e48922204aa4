import type { RunJob } from './core/engine.ts';
import type { History } from './core/history.ts';
import type { Plan } from './core/plan.ts';
import { type Scenario, scenarioFor } from './core/scenario.ts';
import type { Found } from './discover.ts';
import {
  createSimulatedEngine,
  type SimulatedEngineOptions,
  type SimulatedFacts,
} from './engines/simulated/simulated-engine.ts';
import { type Judgement, judge } from './judge.ts';
import { type FaultCatalogue, planScenario } from './plan-scenario.ts';
import { run } from './run.ts';

/** One schedule of a scenario, simulated and judged. */
export interface SimulatedSchedule {
  readonly plan: Plan;
  readonly history: History;
  readonly judgement: Judgement;
  readonly facts: SimulatedFacts;
  readonly wallMs: number;
}

/** What is simulated. */
export interface SimulationRequest {
  readonly projectRoot: string;
  readonly found: Found<Scenario>;
  readonly seed: number;
  readonly catalogue: FaultCatalogue;
  /** In place of the plan that the seed draws. */
  readonly plan?: Plan;
  readonly edits?: RunJob['edits'];
  readonly world?: SimulatedEngineOptions['world'];
  readonly signal?: AbortSignal;
}

/** Simulates one schedule in this process; throws what makes a run impossible. */
export const simulateOnce = async (request: SimulationRequest): Promise<SimulatedSchedule> => {
  const { projectRoot, found, seed, catalogue } = request;
  let facts: SimulatedFacts | undefined;
  const engine = createSimulatedEngine({
    projectRoot,
    ...(request.world === undefined ? {} : { world: request.world }),
    onEnd: (_job, ended) => {
      facts = ended;
    },
  });
  const scenario = scenarioFor('simulated', found.value);
  const plan = request.plan ?? planScenario(scenario, seed, catalogue);
  const beganMs = performance.now();
  const history = await run({
    id: `simulated-${seed}`,
    scenario,
    scenarioFile: found.file,
    engine,
    plan,
    control: plan.steps.length === 0,
    folder: '',
    toxiproxy: 'embedded',
    edits: request.edits ?? [],
    catalogue,
    signal: request.signal ?? new AbortController().signal,
    started: () => {},
  });
  const judgement = judge(scenario, history);
  if (facts === undefined) throw new Error('the engine did not tell what the run came to');
  return { plan, history, judgement, facts, wallMs: performance.now() - beganMs };
};
