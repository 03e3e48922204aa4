import type { LoadFnOutput } from 'node:module';

// undici keeps one list of coarse timers with one real timer for the whole process: a life that dies
// with that timer would stop the timeouts of all others. Plain timers belong to one life each.
const fastTimers = `'use strict';
module.exports = {
  setTimeout(callback, delay, arg) { return setTimeout(callback, delay, arg); },
  clearTimeout(timer) { clearTimeout(timer); },
  setFastTimeout(callback, delay, arg) { return setTimeout(callback, delay, arg); },
  clearFastTimeout(timer) { clearTimeout(timer); },
  now() { return performance.now(); },
  tick() {},
  reset() {},
};
`;

/** Files of packages that keep something per process which must be kept per life. */
export const replacementFor = (url: string): LoadFnOutput | undefined =>
  url.endsWith('/node_modules/undici/lib/util/timers.js')
    ? { format: 'commonjs', source: fastTimers, shortCircuit: true }
    : undefined;
