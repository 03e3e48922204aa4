import { runningLife } from '../kernel/running-life.ts';
import { withOwnPlaces } from '../modules/map-frames.ts';
import { isEngineFrame } from './escape-error.ts';

const KEY = 'Error.prepareStackTrace';

/** Node's own form, without the engine's frames: there are none on a real machine. */
const plainStack = (error: Error, frames: readonly NodeJS.CallSite[]): string => {
  const lines = frames
    .map((frame) => withOwnPlaces(`\n    at ${frame}`))
    .filter((line) => !isEngineFrame(line));
  return `${Error.prototype.toString.call(error)}${lines.join('')}`;
};

/**
 * Lets each life have its own way to write stacks, Node's to begin with: test runners and packages set
 * one for the whole process, and a program's log must not depend on who runs it. Once per process.
 */
export const installStacks = (): void => {
  let outside = Error.prepareStackTrace;
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    enumerable: true,
    get: () => {
      const life = runningLife();
      return life === null ? outside : (life.singletons.get(KEY) ?? plainStack);
    },
    set: (prepare: typeof outside) => {
      const life = runningLife();
      if (life === null) outside = prepare;
      else life.singletons.set(KEY, prepare);
    },
  });
};

/** Node's default; a runner that sets another would change what programs log. */
const FRAMES_MAX = 10;

/** Runs something with stacks as long as Node makes them by default. */
export const withPlainStacks = <Result>(run: () => Result): Result => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES_MAX;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};
