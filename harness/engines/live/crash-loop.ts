import { setTimeout as sleep } from 'node:timers/promises';
import type { Heal } from '../../core/fault.ts';
import type { ServiceKeeper } from './service-keeper.ts';

/** How a process is ended again and again. */
export interface CrashLoop {
  readonly step: number;
  readonly aliveMs: number;
  readonly downMs: number;
  /** Told when the step is over. */
  readonly close: () => void;
  /** Told of what fails after the injection has returned. */
  readonly fail: (error: unknown) => void;
}

const EXIT_LIMIT_MS = 10_000;
const ROUNDS_MAX = 10_000;

/** Kills a process and each of its next lives after a while; the heal lets one live. */
export const crashLoop = (keeper: ServiceKeeper, options: CrashLoop): Heal => {
  const { step, aliveMs, downMs, close, fail } = options;
  const healed = new AbortController();
  const { signal } = healed;
  const lives = keeper.lives;
  let exits = 0;
  const pass = (ms: number) => sleep(Math.ceil(ms), undefined, { signal }).catch(() => {});
  const loop = async () => {
    for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round++) {
      keeper.hold(step);
      await keeper.close();
      if (keeper.signal('SIGKILL', 'all')) exits += 1;
      await keeper.exit(EXIT_LIMIT_MS);
      await pass(downMs);
      // Whether it gets ready is not waited for: most of these lives do not.
      keeper.release(step).catch(fail);
      await pass(aliveMs);
    }
  };
  const looping = loop();
  looping.catch(fail);
  return async () => {
    healed.abort();
    await looping;
    const up = await keeper.release(step);
    close();
    return { exits, starts: keeper.lives - lives, ...(up ? {} : { notReady: 1 }) };
  };
};
