import net from 'node:net';
import { makeLeanFetch } from '../fetch/lean-fetch.ts';
import { escapeError } from '../host/escape-error.ts';
import type { Life } from '../host/life.ts';
import { runningLife } from '../kernel/running-life.ts';
import { type DispatchHandler, withTimeLimits } from './fetch-time-limits.ts';

/** The dispatcher behind `fetch`, as Node bundles it. */
interface Dispatcher {
  dispatch(options: object, handler: DispatchHandler): boolean;
}

interface ConnectTarget {
  readonly hostname: string;
  readonly port: string;
  readonly protocol: string;
  readonly localAddress?: string;
}

type Connected = (error: Error | null, socket?: net.Socket) => void;

const CONNECT_TIMEOUT_MS = 10_000;
const SLOTS = [Symbol.for('undici.globalDispatcher.2'), Symbol.for('undici.globalDispatcher.1')];

const connectTimeout = (host: string, port: number): Error => {
  const where = `attempted address: ${host}:${port}, timeout: ${CONNECT_TIMEOUT_MS}ms`;
  const error = new Error(`Connect Timeout Error (${where})`);
  return Object.assign(error, { name: 'ConnectTimeoutError', code: 'UND_ERR_CONNECT_TIMEOUT' });
};

// undici's own connector shares its coarse timers between all hosts of the process.
const connector = (target: ConnectTarget, done: Connected): net.Socket => {
  const { hostname: host, localAddress } = target;
  const port = Number(target.port) || 80;
  if (target.protocol === 'https:') {
    throw escapeError(runningLife()?.host.name ?? 'a host', `TLS to ${host}`);
  }
  const local = localAddress === undefined ? {} : { localAddress };
  // `net` passes stream options on; its types name only the most used ones.
  const options: net.NetConnectOpts & { readonly highWaterMark: number } = {
    host,
    port,
    highWaterMark: 65_536,
    ...local,
  };
  const socket = net.connect(options);
  socket.setNoDelay(true);
  const timer = setTimeout(() => socket.destroy(connectTimeout(host, port)), CONNECT_TIMEOUT_MS);
  let answered = false;
  const answer = (error: Error | null) => {
    clearTimeout(timer);
    if (answered) return;
    answered = true;
    done(error, error === null ? socket : undefined);
  };
  socket.once('connect', () => answer(null)).on('error', answer);
  return socket;
};

const KEY = 'undici.globalDispatcher';

const dispatcherOf = (life: Life, Agent: new (options: object) => Dispatcher): Dispatcher => {
  const known = life.singletons.get(KEY);
  // Only dispatchers are put under that name, here and by the function below.
  if (known !== undefined) return known as Dispatcher;
  const agent = new Agent({ connect: connector, headersTimeout: 0, bodyTimeout: 0 });
  const limited: Dispatcher = {
    dispatch: (options, handler) => agent.dispatch(options, withTimeLimits(life, handler)),
  };
  life.singletons.set(KEY, limited);
  return limited;
};

/** What the replacement of undici's own global module calls; see `modules/package-replacements.ts`. */
const shareDispatcher = (access: {
  readonly get: () => Dispatcher;
  readonly set: (dispatcher: Dispatcher) => void;
}): void => {
  Object.defineProperty(globalThis, Symbol.for('holdfast.simulated.dispatcher'), { value: access });
};

/** Gives each life its own dispatcher behind `fetch` and undici's functions; once per process. */
export const installFetch = (): void => {
  // The first call loads Node's undici, outside of any life and without a connection.
  void globalThis.fetch('data:,').catch(() => {});
  const slots = globalThis as unknown as Record<symbol, Dispatcher | undefined>;
  const real = SLOTS.map((slot) => slots[slot]).find((found) => found !== undefined);
  if (real === undefined) {
    throw new Error(`Node ${process.version} has no dispatcher behind fetch where it is expected`);
  }
  // The slot holds an Agent, whose class is the bundled one.
  const Agent = real.constructor as new (options: object) => Dispatcher;
  let outside = real;
  const router: Dispatcher = Object.create(real, {
    dispatch: {
      value: (options: object, handler: DispatchHandler) => {
        const life = runningLife();
        const chosen = life === null ? outside : dispatcherOf(life, Agent);
        return chosen.dispatch(options, handler);
      },
    },
  });
  for (const slot of SLOTS) if (slot in slots) slots[slot] = router;
  shareDispatcher({
    get: () => router,
    set: (dispatcher) => {
      const life = runningLife();
      if (life === null) outside = dispatcher;
      else life.singletons.set(KEY, dispatcher);
    },
  });
  globalThis.fetch = makeLeanFetch(globalThis.fetch, router);
};
