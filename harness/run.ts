import type { Engine, RunJob, World } from './core/engine.ts';
import type { History } from './core/history.ts';
import type { Plan } from './core/plan.ts';
import type { Scenario } from './core/scenario.ts';
import type { StackPromises } from './core/stack.ts';
import { drive } from './drive.ts';
import type { FaultCatalogue } from './plan-scenario.ts';
import { receiptEvents } from './receipts.ts';
import { orderEvents } from './recorder.ts';

/** What one run is made of; everything random in it was decided before (see `planScenario`). */
export interface RunRequest {
  readonly id: string;
  readonly scenario: Scenario;
  readonly scenarioFile: string;
  readonly engine: Engine;
  readonly plan: Plan;
  readonly control: boolean;
  readonly folder: string;
  readonly toxiproxy: RunJob['toxiproxy'];
  readonly edits: RunJob['edits'];
  readonly catalogue: FaultCatalogue;
  readonly signal: AbortSignal;
  /** Told when the stack is up, so that the next one may start. */
  readonly started: () => void;
}

/** Runs one plan on one engine and returns what happened. */
export const run = async (request: RunRequest): Promise<History> => {
  const { scenario, plan, catalogue } = request;
  const scale = request.engine.name === 'simulated' ? 1 : (scenario.scale?.live ?? 0.1);
  const timings = scaledTimings(scenario, scale);
  const promises: StackPromises = scenario.stack.promises(timings);
  const job: RunJob = { ...request, scale, timings, promises };
  const context = { scenario, plan, scale, promises, catalogue, signal: request.signal };
  return request.engine.host(job, async (world: World) => {
    request.started();
    const injected = await drive(world, context);
    await world.finish();
    const seen = orderEvents(world.events());
    const events = orderEvents([...seen, ...receiptEvents(injected, seen, context)]);
    const neverSent = world.neverSent?.();
    return {
      engine: request.engine.name,
      control: request.control,
      plan,
      scale,
      links: scenario.stack.links.filter((link) => !link.untapped),
      promises,
      toxiproxy: world.toxiproxy,
      ...(neverSent === undefined ? {} : { neverSent }),
      events,
    };
  });
};

/** The timings of a run: the stack's, with the scenario's own, scaled except those that must be real. */
export const scaledTimings = (scenario: Scenario, scale: number): Record<string, number> => {
  const unscaled = new Set(scenario.scale?.unscaled ?? []);
  const timings = { ...scenario.stack.timings, ...scenario.timings };
  return Object.fromEntries(
    Object.entries(timings).map(([name, ms]) => [
      name,
      unscaled.has(name) ? ms : Math.max(ms === 0 ? 0 : 1, Math.round(ms * scale)),
    ]),
  );
};
