import { setTimeout as sleep } from 'node:timers/promises';
import type { Heal } from '../../core/fault.ts';
import type { CrashLoop } from './crash-loop.ts';
import type { ServiceKeeper } from './service-keeper.ts';

/** How slow the next start is. */
export type SlowStart = Pick<CrashLoop, 'step' | 'close' | 'fail'> & { readonly slowMs: number };

const EXIT_LIMIT_MS = 10_000;

/** Kills a process; its next life is stopped in its first instant and goes on after `slowMs`. */
export const slowStart = (
  keeper: ServiceKeeper,
  { step, slowMs, close, fail }: SlowStart,
): Heal => {
  const lives = keeper.lives;
  keeper.hold(step);
  const ended = (async () => {
    await keeper.close();
    const exits = keeper.signal('SIGKILL', 'all') ? 1 : 0;
    await keeper.exit(EXIT_LIMIT_MS);
    return exits;
  })();
  const back = (async () => {
    const exits = await ended;
    const rising = keeper.release(step);
    // The new life is there already, and has not run yet.
    keeper.pause(step);
    await sleep(Math.ceil(slowMs));
    keeper.resume(step);
    const up = await rising;
    close();
    return { exits, starts: keeper.lives - lives, ...(up ? {} : { notReady: 1 }) };
  })();
  back.catch(fail);
  return () => back;
};
