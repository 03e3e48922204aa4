import type { Host } from '../host/host.ts';
import { realTurn } from '../kernel/real-turn.ts';
import type { SimulatedWorld } from '../world.ts';

/** Virtual time between two looks at the real world: whether somebody wants the run to end. */
const SLICE_MS = 20_000;

type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

/** Runs a task as the one life of a host, with all of a world's time passing until it settles. */
export const driveWorld = async <Result>(
  {
    world,
    driver,
    signal,
  }: {
    readonly world: SimulatedWorld;
    readonly driver: Host;
    readonly signal: AbortSignal;
  },
  task: () => Promise<Result>,
): Promise<Result> => {
  let settled: Settled<Result> | undefined;
  driver.start({}, () => {
    task().then(
      (value) => {
        settled = { value };
      },
      (error: unknown) => {
        settled = { error };
      },
    );
  });
  const over = () => settled !== undefined || world.escape !== undefined || !driver.alive;
  for (;;) {
    signal.throwIfAborted();
    const untilMs = world.nowMs + SLICE_MS;
    if (await realTurn(() => world.kernel.runUntil(untilMs, over))) break;
    if (world.kernel.pending === 0) break;
  }
  if (world.escape !== undefined) throw world.escape;
  // TypeScript does not see the assignments inside of the callbacks.
  const result = settled as Settled<Result> | undefined;
  if (result === undefined) {
    // What nobody caught in the driver's life is an error of the harness, or of a scenario.
    if (driver.life?.end?.error !== undefined) throw driver.life.end.error;
    throw new Error('the simulated run came to a stop: nothing was left to happen');
  }
  if ('error' in result) throw result.error;
  return result.value;
};
