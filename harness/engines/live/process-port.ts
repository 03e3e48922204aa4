import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../core/errors.ts';
import type { Counts, Heal } from '../../core/fault.ts';
import type { ProcessPort } from '../../core/ports.ts';
import { crashLoop } from './crash-loop.ts';
import type { ServiceKeeper } from './service-keeper.ts';
import { slowStart } from './slow-start.ts';
import type { StepWindows } from './step-windows.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';

/** What the process port acts on. */
export interface ProcessPortParts {
  readonly keepers: ReadonlyMap<string, ServiceKeeper>;
  readonly windows: StepWindows;
  /** Told of what fails after an injection has returned. */
  readonly fail: (error: unknown) => void;
}

// Longer than any grace period that is promised: a service that never ends must not hang a heal.
const EXIT_LIMIT_MS = 30_000;
const KILL_LIMIT_MS = 10_000;
const SECOND_SIGNAL_AFTER_MS = 100;

const keeperOf = ({ keepers }: ProcessPortParts, role: string): ServiceKeeper => {
  const keeper = keepers.get(role);
  if (keeper) return keeper;
  throw new UsageError(
    `${role}: it is no process of this engine; there are ${[...keepers.keys()]}`,
  );
};

/** Lets a hold go, and counts what came of it. */
export const bringBack = async (keeper: ServiceKeeper, step: number): Promise<Counts> => {
  const before = keeper.lives;
  const up = await keeper.release(step);
  return { starts: keeper.lives - before, ...(up ? {} : { notReady: 1 }) };
};

const kill = async (parts: ProcessPortParts, role: string, step: number): Promise<Heal> => {
  const keeper = keeperOf(parts, role);
  const close = parts.windows.open(step, role);
  keeper.hold(step);
  await keeper.close();
  const exits = keeper.signal('SIGKILL', 'all') ? 1 : 0;
  await keeper.exit(KILL_LIMIT_MS);
  return async () => {
    const counts = await bringBack(keeper, step);
    close();
    return { exits, ...counts };
  };
};

const terminate = (
  parts: ProcessPortParts,
  role: string,
  { step, twice }: { readonly step: number; readonly twice: boolean },
): Heal => {
  const keeper = keeperOf(parts, role);
  const close = parts.windows.open(step, role);
  keeper.hold(step);
  const exits = keeper.signal('SIGTERM', 'main') ? 1 : 0;
  const sentAtMs = monotonicMs();
  const life = keeper.lives;
  if (twice) {
    // Two at once would be merged by the kernel into one.
    void sleep(SECOND_SIGNAL_AFTER_MS).then(() => {
      if (keeper.lives === life) keeper.signal('SIGTERM', 'main');
    });
  }
  return async () => {
    await keeper.exit(Math.max(1, sentAtMs + EXIT_LIMIT_MS - monotonicMs()));
    const counts = await bringBack(keeper, step);
    close();
    return { exits, ...counts };
  };
};

const pause = (parts: ProcessPortParts, role: string, step: number): Heal => {
  const keeper = keeperOf(parts, role);
  const close = parts.windows.open(step, role);
  const pauses = keeper.pause(step) ? 1 : 0;
  const fromMs = monotonicMs();
  return async () => {
    keeper.resume(step);
    close();
    return { pauses, pausedMs: pauses * Math.round(monotonicMs() - fromMs) };
  };
};

const restart = async (
  parts: ProcessPortParts,
  role: string,
  options: Parameters<ProcessPort['restart']>[2] & { readonly step: number },
): Promise<Heal> => {
  const { step, signal, downMs } = options;
  const keeper = keeperOf(parts, role);
  const close = parts.windows.open(step, role);
  keeper.hold(step);
  if (signal === 'SIGKILL') await keeper.close();
  const exits = keeper.signal(signal, signal === 'SIGKILL' ? 'all' : 'main') ? 1 : 0;
  const back = (async (): Promise<Counts> => {
    await keeper.exit(EXIT_LIMIT_MS);
    await sleep(downMs);
    const counts = await bringBack(keeper, step);
    close();
    return { exits, ...counts };
  })();
  back.catch(parts.fail);
  return () => back;
};

/** Disturbs the child processes of a run from outside. */
export const createProcessPort = (parts: ProcessPortParts): ProcessPort => ({
  kill: (role, step) => kill(parts, role, step),
  terminate: async (role, step, { twice }) => terminate(parts, role, { step, twice }),
  pause: async (role, step) => pause(parts, role, step),
  restart: (role, step, options) => restart(parts, role, { ...options, step }),
  crashLoop: async (role, step, options) => {
    const keeper = keeperOf(parts, role);
    return crashLoop(keeper, { ...options, ...parts, step, close: parts.windows.open(step, role) });
  },
  slowStart: async (role, step, options) => {
    const keeper = keeperOf(parts, role);
    return slowStart(keeper, { ...options, ...parts, step, close: parts.windows.open(step, role) });
  },
});
