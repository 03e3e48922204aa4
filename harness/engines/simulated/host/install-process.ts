import { patch } from '../kernel/patch.ts';
import { enterLife, runningLife } from '../kernel/running-life.ts';
import { exitSentinel } from './exit-sentinel.ts';
import type { Life } from './life.ts';
import { signalName, signalNumber } from './signal-number.ts';

const emitterMethods = [
  'on',
  'once',
  'off',
  'addListener',
  'removeListener',
  'removeAllListeners',
  'prependListener',
  'prependOnceListener',
  'listeners',
  'rawListeners',
  'listenerCount',
  'eventNames',
] as const;

type Method = (...args: never[]) => unknown;

const installEvents = (): void => {
  // The methods are looked at by name only.
  const target = process as unknown as Record<string, Method>;
  for (const name of emitterMethods) {
    const real = target[name] as Method;
    target[name] = function route(this: unknown, ...args: never[]) {
      const life = runningLife();
      if (life === null || this !== process) return real.apply(this, args);
      const { events } = life;
      const result = (events as unknown as Record<string, Method>)[name]?.apply(events, args);
      return result === events ? process : result;
    };
  }
  patch(target, 'emit', (real) => {
    return function emit(this: unknown, ...args: never[]) {
      const life = runningLife();
      if (life === null || this !== process) return real.apply(this, args);
      return emitInLife(life, args);
    };
  });
};

// Node reports uncaught errors and rejections by these events. Inside of a life they are that
// life's, and always taken: the real process must not end for them.
const emitInLife = (life: Life, [event, ...args]: readonly unknown[]): boolean => {
  if (event === 'uncaughtException' || event === 'unhandledRejection') {
    life.fail(args[0], event, args[1]);
    return true;
  }
  return life.events.emit(event as string, ...args);
};

const installEnds = (): void => {
  // Both end by throwing inside of a life, as the real ones end by never coming back.
  patch(process, 'exit', (real) => (...code: [(number | string | null)?]): never => {
    const life = runningLife();
    if (life === null) return real.apply(process, code);
    // Node's own setter checks it.
    if (code.length > 0) process.exitCode = code[0];
    return life.exit();
  });
  patch(process, 'abort', (real) => (): never => {
    const life = runningLife();
    if (life === null) return real.call(process);
    life.finish({ code: null, signal: 'SIGABRT' });
    throw exitSentinel;
  });
  patch(process, 'kill', (real) => (pid: number, signal: string | number = 'SIGTERM'): true => {
    const life = runningLife();
    return life === null ? real.call(process, pid, signal) : killFrom(life, pid, signal);
  });
};

const killFrom = (life: Life, pid: number, signal: string | number): true => {
  const found = life.host.life;
  if (found === undefined || found.dead || found.pid !== pid) {
    throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH', errno: -3, syscall: 'kill' });
  }
  const name = typeof signal === 'number' ? signalName(signal) : signal;
  if (signal !== 0 && signalNumber(name) === 0) {
    throw Object.assign(new TypeError(`Unknown signal: ${signal}`), { code: 'ERR_UNKNOWN_SIGNAL' });
  }
  if (signal !== 0) found.signal(name);
  if (life.dead) throw exitSentinel;
  return true;
};

/** A property of `process` that shows the running life's value, and the real one outside. */
const show = (name: string, ofLife: (life: Life) => unknown): void => {
  const descriptor = Object.getOwnPropertyDescriptor(process, name);
  let real: unknown = descriptor?.value;
  const read = () => (descriptor?.get === undefined ? real : descriptor.get.call(process));
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
    get: () => {
      const life = runningLife();
      return life === null ? read() : ofLife(life);
    },
    set: (value: unknown) => {
      if (runningLife() !== null) return;
      if (descriptor?.set === undefined) real = value;
      else descriptor.set.call(process, value);
    },
  });
};

const installEnv = (): void => {
  const real = process.env;
  const target = (): Record<string, string | undefined> => runningLife()?.env ?? real;
  const env = new Proxy(real, {
    get: (_real, name) => Reflect.get(target(), name),
    // As in Node, whatever is assigned becomes text.
    set: (_real, name, value) => Reflect.set(target(), name, String(value)),
    has: (_real, name) => Reflect.has(target(), name),
    deleteProperty: (_real, name) => Reflect.deleteProperty(target(), name),
    ownKeys: () => Reflect.ownKeys(target()),
    getOwnPropertyDescriptor: (_real, name) => {
      const found = Reflect.getOwnPropertyDescriptor(target(), name);
      return found === undefined ? undefined : { ...found, configurable: true };
    },
  });
  Object.defineProperty(process, 'env', {
    value: env,
    writable: true,
    configurable: true,
    enumerable: true,
  });
};

/** What a callback throws ends its life, not the drain that it runs in: that would abort Node. */
const installNextTick = (): void => {
  const guarded = (life: Life, callback: Method, args: never[]): void => {
    const before = enterLife(life);
    try {
      callback(...args);
    } catch (error) {
      life.fail(error);
    } finally {
      enterLife(before);
    }
  };
  const real = process.nextTick;
  let outside = real;
  const nextTick = (callback: Method, ...args: never[]): void => {
    const life = runningLife();
    if (life === null) outside(callback, ...args);
    else if (typeof callback === 'function') real(guarded, life, callback, args);
    else real(callback);
  };
  // Test runners put back what they kept from before; that may change the outside, never a life.
  Object.defineProperty(process, 'nextTick', {
    configurable: true,
    enumerable: true,
    get: () => nextTick,
    set: (value: typeof real) => {
      if (value !== (nextTick as typeof real)) outside = value;
    },
  });
};

/** Shows each life its own process; called once per process. */
export const installProcess = (): void => {
  installEvents();
  installEnds();
  installEnv();
  installNextTick();
  show('pid', (life) => life.pid);
  show('argv', (life) => life.argv);
  show('stdout', (life) => life.output.stdout);
  show('stderr', (life) => life.output.stderr);
};
