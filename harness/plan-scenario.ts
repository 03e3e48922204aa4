import { closest, distance } from 'fastest-levenshtein';
import type { Engine } from './core/engine.ts';
import { UsageError } from './core/errors.ts';
import type { Fault, FaultStep } from './core/fault.ts';
import type { JsonObject } from './core/json.ts';
import type { Plan } from './core/plan.ts';
import { createRng } from './core/rng.ts';
import type { Scenario } from './core/scenario.ts';
import { clientRole, type Topology, topologyOf } from './core/stack.ts';

/** Every fault that there is, by kind. */
export type FaultCatalogue = ReadonlyMap<string, Fault>;

/** Decides a run: the scenario's fault schedule drawn from the seed, checked before anything starts. */
export const planScenario = (scenario: Scenario, seed: number, catalogue: FaultCatalogue): Plan => {
  const steps = scenario.faults(createRng(seed, 'faults'), topologyOf(scenario.stack));
  const plan: Plan = {
    schema: 1,
    scenario: scenario.name,
    seed,
    workload: scenario.workload,
    steps: steps.map((step) => ({ ...step, params: { ...step.params } })),
  };
  return checkPlan(plan, scenario, catalogue);
};

/** The plan of a control run: the same load, no faults. */
export const controlPlan = (plan: Plan): Plan => ({ ...plan, steps: [] });

/** A plan whose faults, parameters and targets exist in this scenario's stack; throws a UsageError. */
export const checkPlan = (plan: Plan, scenario: Scenario, catalogue: FaultCatalogue): Plan => {
  const topology = topologyOf(scenario.stack);
  const ids = new Set<number>();
  const steps = plan.steps.map((step) => {
    if (ids.has(step.id)) throw new UsageError(`${at(plan, step)}: the id stands twice`);
    ids.add(step.id);
    return checkStep(plan, step, { catalogue, topology });
  });
  return { ...plan, steps };
};

const at = (plan: Plan, step: FaultStep) => `${plan.scenario}, step ${step.id} (${step.kind})`;

const checkStep = (
  plan: Plan,
  step: FaultStep,
  known: { readonly catalogue: FaultCatalogue; readonly topology: Topology },
): FaultStep => {
  const where = at(plan, step);
  const fault = known.catalogue.get(step.kind);
  if (!fault)
    throw new UsageError(`${where}: ${unknown('fault', step.kind, known.catalogue.keys())}`);
  const params = fault.params.safeParse(step.params);
  if (!params.success) {
    const issue = params.error.issues[0];
    const name = issue?.path.join('.') || 'params';
    throw new UsageError(
      `${where}: ${name}: ${issue?.message}; got ${JSON.stringify(step.params)}`,
    );
  }
  checkTarget(where, fault, step.target, known.topology);
  if ('link' in step.when && !known.topology.links.includes(step.when.link)) {
    throw new UsageError(
      `${where}: when: ${unknown('link', step.when.link, known.topology.links)}`,
    );
  }
  return { ...step, params: params.data as JsonObject };
};

const checkTarget = (where: string, fault: Fault, target: string, topology: Topology) => {
  const targets = {
    link: topology.links,
    role: topology.roles.filter((role) => role !== clientRole),
    volume: topology.volumes,
  }[fault.on];
  if (!targets.includes(target)) {
    throw new UsageError(`${where}: ${unknown(fault.on, target, targets)}`);
  }
};

/** `no <thing> "x"`, with the nearest one that exists. */
export const unknown = (thing: string, found: string, existing: Iterable<string>): string => {
  const names = [...existing];
  if (names.length === 0) return `no ${thing} "${found}": there are none`;
  const nearest = closest(found, names);
  const isNear = distance(found, nearest) <= Math.max(2, found.length / 3);
  const hint = isNear ? `did you mean "${nearest}"? ` : '';
  return `no ${thing} "${found}"; ${hint}there are: ${names.join(', ')}`;
};

/** The first port that a plan needs and an engine lacks for it, or undefined. */
export const lackingPort = (
  engine: Engine,
  scenario: Scenario,
  plan: Plan,
  catalogue: FaultCatalogue,
): string | undefined => {
  for (const step of plan.steps) {
    const fault = catalogue.get(step.kind);
    if (!fault) throw new UsageError(`${at(plan, step)}: the fault is gone`);
    const offer = engine.offers(scenario, fault.needs, step.target);
    if (offer !== true) return `${step.kind} on ${step.target}: ${offer.lacking}`;
  }
  return undefined;
};
