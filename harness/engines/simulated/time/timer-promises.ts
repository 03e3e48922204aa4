import promises from 'node:timers/promises';
import type { Life } from '../host/life.ts';
import { runningLife } from '../kernel/running-life.ts';
import { SimulatedImmediate, SimulatedTimer, timerDelayMs } from './simulated-timer.ts';

/** What Node's timer promises take beside delay and value. */
interface PromiseOptions {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** Arms something that calls back once; returns how to disarm it. */
type Arm = (run: () => void) => { close(): unknown };

const abortError = (signal: AbortSignal): Error =>
  Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
    name: 'AbortError',
    code: 'ABORT_ERR',
  });

const promised = <Value>(arm: Arm, value: Value, signal?: AbortSignal): Promise<Value> => {
  if (signal?.aborted) return Promise.reject(abortError(signal));
  return new Promise((resolve, reject) => {
    const armed = arm(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve(value);
    });
    const giveUp = () => {
      armed.close();
      // Only listened to while there is a signal.
      reject(abortError(signal as AbortSignal));
    };
    signal?.addEventListener('abort', giveUp, { once: true });
  });
};

const wait = <Value>(life: Life, delay: unknown, value: Value, options: PromiseOptions = {}) => {
  const arm: Arm = (run) => {
    const timer = new SimulatedTimer(life, run, { delayMs: timerDelayMs(delay), repeats: false });
    return options.ref === false ? timer.unref() : timer;
  };
  return promised(arm, value, options.signal);
};

/** Replaces `node:timers/promises` for programs; returns the replacements. */
export const timerPromises = () => {
  const real = { ...promises };
  const realWait = promises.scheduler.wait.bind(promises.scheduler);
  const replacements = {
    setTimeout: <Value>(delay?: number, value?: Value, options?: PromiseOptions) => {
      const life = runningLife();
      // Node's types insist on one of two overloads; this is their union.
      if (life === null) return real.setTimeout(delay, value as Value, options);
      return wait(life, delay, value as Value, options);
    },
    setImmediate: <Value>(value?: Value, options?: PromiseOptions) => {
      const life = runningLife();
      if (life === null) return real.setImmediate(value as Value, options);
      return promised((run) => new SimulatedImmediate(life, run), value as Value, options?.signal);
    },
    setInterval: async function* <Value>(delay?: number, value?: Value, options?: PromiseOptions) {
      const life = runningLife();
      if (life === null) yield* real.setInterval(delay, value as Value, options);
      else for (;;) yield await wait(life, delay, value as Value, options);
    },
  };
  Object.assign(promises, replacements);
  promises.scheduler.wait = (delay: number, options?: PromiseOptions) => {
    const life = runningLife();
    return life === null ? realWait(delay, options) : wait(life, delay, undefined, options);
  };
  return replacements;
};
