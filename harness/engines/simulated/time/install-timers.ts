import timers from 'node:timers';
import { promisify } from 'node:util';
import type { Life } from '../host/life.ts';
import { runningLife } from '../kernel/running-life.ts';
import { SimulatedImmediate, SimulatedTimer, timerDelayMs } from './simulated-timer.ts';
import { timerPromises } from './timer-promises.ts';

type Callback = (...args: unknown[]) => void;

const checkCallback = (callback: unknown): void => {
  if (typeof callback === 'function') return;
  const message = `The "callback" argument must be of type function. Received ${String(callback)}`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
};

const bound = (callback: Callback, args: unknown[]): (() => void) =>
  args.length === 0 ? () => callback() : () => callback(...args);

const started = (life: Life, callback: Callback, rest: unknown[], repeats: boolean) => {
  checkCallback(callback);
  const [delay, ...args] = rest;
  return new SimulatedTimer(life, bound(callback, args), { delayMs: timerDelayMs(delay), repeats });
};

const byNumber = (timer: unknown): unknown => {
  const number = typeof timer === 'string' ? Number(timer) : timer;
  return typeof number === 'number' ? runningLife()?.world.timerIds.get(number) : timer;
};

/** The timer functions of programs: virtual inside of a life, Node's own outside. */
const makeFunctions = () => {
  const real = { ...timers };
  const setter =
    (repeats: boolean, original: typeof timers.setTimeout | typeof timers.setInterval) =>
    (callback: Callback, ...rest: unknown[]): unknown => {
      const life = runningLife();
      if (life !== null) return started(life, callback, rest, repeats);
      // Node checks the arguments itself.
      return (original as (...args: unknown[]) => unknown)(callback, ...rest);
    };
  const clear = (timer: unknown): void => {
    const found = byNumber(timer);
    if (found instanceof SimulatedTimer) found.close();
    // Anything else is Node's own, or nothing.
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  return {
    setTimeout: setter(false, real.setTimeout),
    setInterval: setter(true, real.setInterval),
    clearTimeout: clear,
    clearInterval: clear,
    setImmediate: (callback: Callback, ...args: unknown[]): unknown => {
      const life = runningLife();
      if (life === null) return real.setImmediate(callback, ...args);
      checkCallback(callback);
      return new SimulatedImmediate(life, bound(callback, args));
    },
    clearImmediate: (immediate: unknown): void => {
      if (immediate instanceof SimulatedImmediate) immediate.close();
      else real.clearImmediate(immediate as NodeJS.Immediate);
    },
  };
};

/** Makes timers virtual for programs; called once per process. */
export const installTimers = (): void => {
  const functions = makeFunctions();
  const promises = timerPromises();
  Object.assign(timers, functions);
  Object.assign(globalThis, functions);
  const promised = { setTimeout: promises.setTimeout, setImmediate: promises.setImmediate };
  for (const name of ['setTimeout', 'setImmediate'] as const) {
    Object.defineProperty(functions[name], promisify.custom, { value: promised[name] });
  }
};
