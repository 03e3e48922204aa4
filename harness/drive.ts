import type { World } from './core/engine.ts';
import { CannotTellError } from './core/errors.ts';
import type { FaultStep, Heal } from './core/fault.ts';
import type { Mark } from './core/history.ts';
import type { Plan } from './core/plan.ts';
import type { Scenario } from './core/scenario.ts';
import type { StackPromises } from './core/stack.ts';
import type { FaultCatalogue } from './plan-scenario.ts';
import type { Injection } from './receipts.ts';
import { settle } from './settle.ts';
import { operationsOf, warmUpOperation } from './workload.ts';

/** What a drive needs to know of its run. */
export interface DriveContext {
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly scale: number;
  readonly promises: StackPromises;
  readonly catalogue: FaultCatalogue;
  readonly signal: AbortSignal;
}

/** One run, from the first operation to the last read; returns the steps that fired. */
export const drive = async (world: World, context: DriveContext): Promise<readonly Injection[]> => {
  await warmUp(world, context);
  world.begin();
  mark(world, 'loadBegins');
  const waiting = new AbortController();
  const stop = AbortSignal.any([context.signal, waiting.signal]);
  const steps = context.plan.steps.map((step) => fireStep(world, step, { ...context, stop }));
  // A step whose fault fails must end the run now, not when the load is over.
  const failed = Promise.all(steps).then(() => new Promise<never>(() => {}));
  const operations = operationsOf(context.plan.workload, context.plan.seed).map((operation) => ({
    ...operation,
    atMs: operation.atMs * context.scale,
  }));
  await Promise.race([world.load(operations, context.signal), failed]);
  mark(world, 'loadEnds');
  // Conditions that the load did not bring about will not come: those steps never fire.
  waiting.abort();
  const injections = (await Promise.all(steps)).filter((one) => one !== undefined);
  mark(world, 'healed');
  await settle(world, context);
  return Promise.all(injections.map(readReceipt));
};

/** Records that a stretch of the run begins. */
export const mark = (world: World, what: Mark['what']): void =>
  world.record({ type: 'mark', atMs: world.nowMs(), what });

const warmUpAttempts = 5;

const warmUp = async (world: World, context: DriveContext): Promise<void> => {
  let last = 'no operation completed';
  for (let attempt = 1; attempt <= warmUpAttempts; attempt++) {
    const operation = warmUpOperation(context.plan.workload, attempt);
    await world.load([operation], context.signal);
    const outcome = world
      .events()
      .find((event) => event.type === 'complete' && event.operation === operation.id);
    if (outcome?.type === 'complete') {
      if (outcome.outcome.kind === 'ok') return;
      last = `${outcome.outcome.error.code}: ${outcome.outcome.error.message}`;
    }
    await world.sleep(context.promises.longestWaitMs, context.signal);
  }
  throw new CannotTellError(
    `all services are ready, but ${warmUpAttempts} operations in a row failed before any fault (${last})`,
  );
};

const fireStep = async (
  world: World,
  step: FaultStep,
  context: DriveContext & { readonly stop: AbortSignal },
): Promise<Pending | undefined> => {
  const due = await dueAt(world, step, context);
  if (due === undefined) return undefined;
  const fault = context.catalogue.get(step.kind);
  if (!fault) throw new Error(`drive: no fault "${step.kind}" in the catalogue`);
  const firedAtMs = world.nowMs();
  // Injection is asynchronous: the window opens when it begins, so that nothing it hit is missed.
  const heal = await fault.inject(world.ports, scaleStep(step, context.scale));
  world.record({ type: 'faultInjected', atMs: firedAtMs, step, lateMs: firedAtMs - due });
  if (step.heal === 'never') return { step, atMs: firedAtMs, heal };
  await world.sleep(step.heal.afterMs * context.scale, context.signal);
  const counts = await heal();
  return { step, atMs: firedAtMs, counts, healedAtMs: world.nowMs() };
};

/** A step that fired: healed with its counts, or still in place. */
type Pending = Injection | { readonly step: FaultStep; readonly atMs: number; readonly heal: Heal };

/** What was never to be healed is undone only now, after the last read: to hear what it changed. */
const readReceipt = async (pending: Pending): Promise<Injection> => {
  if (!('heal' in pending)) return pending;
  const { heal, ...injection } = pending;
  return { ...injection, counts: await heal() };
};

const dueAt = async (
  world: World,
  step: FaultStep,
  context: DriveContext & { readonly stop: AbortSignal },
): Promise<number | undefined> => {
  if ('atMs' in step.when) {
    const due = step.when.atMs * context.scale;
    await world.sleep(due - world.nowMs(), context.signal);
    return due;
  }
  try {
    await world.occurs(step.when, context.stop);
    const afterMs = 'signal' in step.when ? (step.when.afterMs ?? 0) * context.scale : 0;
    if (afterMs > 0) await world.sleep(afterMs, context.signal);
    return world.nowMs();
  } catch (error) {
    if (context.stop.aborted && !context.signal.aborted) return undefined;
    throw error;
  }
};

/** Parameters named in ms follow scenario time, like the stack's own timings. */
const scaleStep = (step: FaultStep, scale: number): FaultStep => ({
  ...step,
  params: Object.fromEntries(
    Object.entries(step.params).map(([name, value]) => [
      name,
      typeof value === 'number' && name.endsWith('Ms') ? value * scale : value,
    ]),
  ),
});
