import { syncBuiltinESMExports } from 'node:module';
import { installCapture } from './host/install-capture.ts';
import { installCollection } from './host/install-collection.ts';
import { installConsole } from './host/install-console.ts';
import { installFiles } from './host/install-files.ts';
import { installProcess } from './host/install-process.ts';
import { installRefusals } from './host/install-refusals.ts';
import { installStacks } from './host/install-stacks.ts';
import { installUsage } from './host/install-usage.ts';
import { watchRealResources } from './host/watch-real-resources.ts';
import { registerModuleHooks } from './modules/module-hooks.ts';
import { prepareImports } from './modules/native-loader.ts';
import { installFetch } from './network/install-fetch.ts';
import { installHttp } from './network/install-http.ts';
import { installNames } from './network/install-names.ts';
import { installSockets } from './network/install-sockets.ts';
import { findInternals } from './network/node-internals.ts';
import { installRandom } from './random/install-random.ts';
import { installSqlite } from './sqlite/install-sqlite.ts';
import { installCompression } from './thread-pool/install-compression.ts';
import { installCrypto } from './thread-pool/install-crypto.ts';
import { installAtomics } from './time/install-atomics.ts';
import { installClocks } from './time/install-clocks.ts';
import { installJoinedSignals } from './time/install-joined-signals.ts';
import { installMarks } from './time/install-marks.ts';
import { installTimers } from './time/install-timers.ts';

let installed = false;

/**
 * Puts the simulated machine under Node's API, once per process and before programs are imported.
 * Outside of a life every function goes on to behave as Node's own.
 */
export const install = (): void => {
  if (installed) return;
  installed = true;
  const internals = findInternals();
  installTimers();
  installClocks();
  installMarks();
  installAtomics();
  installJoinedSignals();
  installRandom();
  installProcess();
  installCapture();
  installUsage();
  installConsole();
  installStacks();
  installCollection();
  installCompression();
  installCrypto();
  installSockets(internals);
  installNames();
  installHttp();
  installFetch();
  prepareImports();
  installFiles();
  installSqlite();
  installRefusals();
  watchRealResources();
  registerModuleHooks();
  syncBuiltinESMExports();
};
