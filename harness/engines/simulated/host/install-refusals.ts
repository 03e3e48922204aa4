import { createRequire } from 'node:module';
import { runningLife } from '../kernel/running-life.ts';
import { escapeError, isCalledByNode } from './escape-error.ts';

/** What leads out of a host and is not modelled, by module. A class is refused at its construction. */
const refused: Readonly<Record<string, readonly string[]>> = {
  child_process: ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'],
  worker_threads: ['Worker', 'MessageChannel', 'BroadcastChannel'],
  cluster: ['fork'],
  dgram: ['createSocket', 'Socket'],
  tls: ['connect', 'createServer'],
  http2: ['connect', 'createServer', 'createSecureServer'],
  inspector: ['open'],
  vm: ['createContext', 'runInNewContext', 'runInContext'],
  dns: ['resolve', 'resolve4', 'resolve6', 'resolveSrv', 'resolveTxt', 'reverse', 'lookupService'],
  os: ['uptime', 'loadavg', 'freemem'],
  sqlite: ['backup'],
  perf_hooks: ['monitorEventLoopDelay'],
};

type Call = (...args: never[]) => unknown;

/** Realms that Node makes for its own use read no clock. */
const isOwnUse = (label: string): boolean => label.startsWith('vm.') && isCalledByNode();

/** A function or class that ends the run with an escape when a life uses it. */
export const refusedCall = (label: string, real: Call): Call => {
  return new Proxy(real, {
    apply: (target, receiver, args: never[]) => {
      const life = runningLife();
      if (life !== null && !isOwnUse(label)) throw escapeError(life.host.name, label);
      return Reflect.apply(target, receiver, args);
    },
    construct: (target, args: never[], newTarget) => {
      const life = runningLife();
      if (life !== null && !isOwnUse(label)) throw escapeError(life.host.name, label);
      return Reflect.construct(target, args, newTarget);
    },
  });
};

/** Turns what cannot be simulated into escapes; called once per process. */
export const installRefusals = (): void => {
  const require = createRequire(import.meta.url);
  for (const [name, calls] of Object.entries(refused)) {
    const module: Record<string, Call> = require(`node:${name}`);
    for (const call of calls) {
      const real = module[call];
      if (real !== undefined) {
        Object.defineProperty(module, call, {
          value: refusedCall(`${name}.${call}`, real),
          writable: true,
          configurable: true,
          enumerable: true,
        });
      }
    }
  }
  for (const name of ['WebSocket', 'EventSource', 'MessageChannel', 'BroadcastChannel'] as const) {
    const scope = globalThis as unknown as Record<string, Call | undefined>;
    const real = scope[name];
    if (real !== undefined) scope[name] = refusedCall(name, real);
  }
};
