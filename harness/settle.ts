import type { QueueState } from './core/client.ts';
import type { World } from './core/engine.ts';
import type { DriveContext } from './drive.ts';
import { mark } from './drive.ts';

/** How many of the stack's own longest waits may pass without progress before it counts as stuck. */
const patience = 3;
/** Reads of the queue per longest wait. */
const readsPerWait = 8;

/**
 * Waits until nothing is queued any more and the scenario says that the stack has settled. Ends by
 * condition; time alone ends it only as `stuck` (no progress for 3 of the stack's longest waits) or
 * `timeUp` (progress, but no end in sight). The last read of the queue goes into the history.
 */
export const settle = async (world: World, context: DriveContext): Promise<void> => {
  const waitMs = Math.max(context.promises.longestWaitMs, 50);
  const limitMs = world.nowMs() + settleLimitMs(context, waitMs);
  let state: QueueState | undefined;
  let progressAtMs = world.nowMs();
  for (;;) {
    const before = state === undefined ? undefined : signature(state);
    state = await readQueue(world, context, waitMs);
    const nowMs = world.nowMs();
    if (state !== undefined && signature(state) !== before) progressAtMs = nowMs;
    const view = { nowMs, events: world.events() };
    const settled = context.scenario.settled?.(view) ?? true;
    if (state?.queued.length === 0 && settled) {
      mark(world, 'drained');
      break;
    }
    if (nowMs - progressAtMs > patience * waitMs) {
      mark(world, 'stuck');
      break;
    }
    if (nowMs > limitMs) {
      mark(world, 'timeUp');
      break;
    }
    await world.sleep(waitMs / readsPerWait, context.signal);
  }
  world.record({
    type: 'finalRead',
    atMs: world.nowMs(),
    complete: state !== undefined,
    queued: state?.queued ?? [],
    deadLettered: state?.deadLettered ?? [],
  });
};

const settleLimitMs = (context: DriveContext, waitMs: number) =>
  Math.max(20 * waitMs, context.plan.workload.durationMs * context.scale);

const signature = (state: QueueState) =>
  `${[...state.queued].sort().join()}|${state.deadLettered.length}`;

const readQueue = async (world: World, context: DriveContext, limitMs: number) => {
  try {
    return await world.drain(AbortSignal.any([context.signal, AbortSignal.timeout(limitMs)]));
  } catch (error) {
    if (context.signal.aborted) throw error;
    // A stack that does not answer is a finding of the run, not an error of ours.
    return undefined;
  }
};
