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

// Its global dispatcher is one per process as well: one life that sets it would set it for all.
const globalDispatcher = `'use strict';
const access = globalThis[Symbol.for('holdfast.simulated.dispatcher')];
module.exports = {
  setGlobalDispatcher(agent) {
    if (!agent || typeof agent.dispatch !== 'function') {
      throw new (require('./core/errors').InvalidArgumentError)('Argument agent must implement Agent');
    }
    access.set(agent);
  },
  getGlobalDispatcher() { return access.get(); },
  installedExports: [
    'fetch', 'Headers', 'Response', 'Request', 'FormData',
    'WebSocket', 'CloseEvent', 'ErrorEvent', 'MessageEvent', 'EventSource',
  ],
};
`;

const replacements: readonly (readonly [ending: string, source: string])[] = [
  ['/node_modules/undici/lib/util/timers.js', fastTimers],
  ['/node_modules/undici/lib/global.js', globalDispatcher],
];

/** Files of packages that keep something per process which must be kept per life. */
export const replacementFor = (url: string): LoadFnOutput | undefined => {
  const found = replacements.find(([ending]) => url.endsWith(ending));
  return found && { format: 'commonjs', source: found[1], shortCircuit: true };
};
