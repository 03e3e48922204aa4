import { syncBuiltinESMExports } from 'node:module';
import { installCollection } from './host/install-collection.ts';
import { installConsole } from './host/install-console.ts';
import { installFiles } from './host/install-files.ts';
import { installProcess } from './host/install-process.ts';
import { installRefusals } from './host/install-refusals.ts';
import { prepareImports } from './modules/life-modules.ts';
import { registerModuleHooks } from './modules/module-hooks.ts';
import { installFetch } from './network/install-fetch.ts';
import { installHttp } from './network/install-http.ts';
import { installNames } from './network/install-names.ts';
import { installSockets } from './network/install-sockets.ts';
import { findInternals } from './network/node-internals.ts';
import { installRandom } from './random/install-random.ts';
import { installClocks } from './time/install-clocks.ts';
import { installTimers } from './time/install-timers.ts';

/** Modules of Node that keep what they find when they are loaded: timers, clocks, randomness. */
const mustComeAfter = ['_http_server', 'internal/deps/undici/undici'] as const;

const checkOrder = (): void => {
  // Not in Node's types; it has been there since Node 0.12.
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList?: readonly string[] };
  for (const name of mustComeAfter) {
    if (!moduleLoadList?.includes(`NativeModule ${name}`)) continue;
    throw new Error(
      `Node has loaded ${name} with the real clock already; call install() before anything ` +
        'imports node:http or calls fetch',
    );
  }
};

let installed = false;

/**
 * Puts the simulated machine under Node's API, once per process and before programs are imported.
 * Outside of a life every function goes on to behave as Node's own.
 */
export const install = (): void => {
  if (installed) return;
  checkOrder();
  installed = true;
  const internals = findInternals();
  installTimers();
  installClocks();
  installRandom();
  installProcess();
  installConsole();
  installCollection();
  installSockets(internals);
  installNames();
  installHttp();
  installFetch();
  prepareImports();
  installFiles();
  installRefusals();
  registerModuleHooks();
  syncBuiltinESMExports();
};
