import net from 'node:net';
import { escapeError } from '../host/escape-error.ts';
import type { Life } from '../host/life.ts';
import { runningLife } from '../kernel/running-life.ts';
import { SimulatedTimer } from '../time/simulated-timer.ts';
import { InertHandle } from './inert-handle.ts';
import type { NodeInternals } from './node-internals.ts';
import { knowOwnerSymbol } from './release-parser.ts';
import { checkRequestTimes } from './request-time-limits.ts';
import { ServerHandle } from './server-handle.ts';
import { TcpHandle } from './tcp-handle.ts';

/** A socket with the parts that are not public. */
interface SocketInside extends net.Socket {
  _handle: unknown;
  _peername: unknown;
  _onTimeout(): void;
  timeout?: number;
  [internal: symbol]: unknown;
}

/** A server with the parts that are not public. */
interface ServerInside extends net.Server {
  _handle: unknown;
}

type Method<This> = (this: This, ...args: unknown[]) => unknown;

/** Unix sockets and pipes are not simulated. */
const isPipe = (args: readonly unknown[]): boolean => {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'string') return Number.isNaN(Number(first));
  return typeof first === 'object' && first !== null && 'path' in first && Boolean(first.path);
};

const prepareHandle = (socket: SocketInside, life: Life, internals: NodeInternals): void => {
  if (socket._handle && !socket.destroyed) return;
  socket._handle = null;
  socket._peername = null;
  // Node's own way to give a socket another handle.
  (socket[internals.reinitialize] as (handle: TcpHandle) => void).call(socket, new TcpHandle(life));
};

const installConnect = (internals: NodeInternals): void => {
  const prototype = net.Socket.prototype as unknown as { connect: Method<SocketInside> };
  const real = prototype.connect;
  prototype.connect = function connect(...args) {
    const life = runningLife();
    if (life !== null) {
      if (isPipe(args)) throw escapeError(life.host.name, 'a pipe');
      prepareHandle(this, life, internals);
    }
    return real.apply(this, args);
  };
};

const bindingOf = (life: Life, address: unknown, port: unknown) => {
  const text = typeof address === 'string' && address !== '' ? address : '::';
  return {
    address: text,
    port: Number(port) || life.world.network.freePort(life.host),
    family: text.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
  };
};

const installListen = (): void => {
  const prototype = net.Server.prototype as unknown as { _listen2: Method<ServerInside> };
  const real = prototype._listen2;
  prototype._listen2 = function listen(...args) {
    const life = runningLife();
    const [address, port] = args;
    if (life !== null && !this._handle) {
      if (port === -1 || typeof args[4] === 'number') {
        throw escapeError(life.host.name, 'a pipe or a file descriptor to listen on');
      }
      const binding = bindingOf(life, address, port);
      this._handle = new ServerHandle(life, binding);
      // Errors name the address that Node would have tried.
      args[0] ??= binding.address;
      this.once('listening', () => checkRequestTimes(this, life));
    }
    return real.apply(this, args);
  };
};

const lifeOf = (socket: SocketInside): Life | null =>
  socket._handle instanceof TcpHandle ? socket._handle.life : runningLife();

const installTimeout = (internals: NodeInternals): void => {
  const prototype = net.Socket.prototype as unknown as { setTimeout: Method<SocketInside> };
  const real = prototype.setTimeout;
  const arm = (socket: SocketInside, life: Life, delayMs: number): void => {
    const before = socket[internals.timeout];
    const reusable = before instanceof SimulatedTimer && before.active;
    if (reusable && before.delayMs === delayMs) {
      before.refresh();
      return;
    }
    if (before instanceof SimulatedTimer) before.close();
    const options = { delayMs, repeats: false };
    socket[internals.timeout] =
      delayMs === 0
        ? null
        : new SimulatedTimer(life, () => socket.destroyed || socket._onTimeout(), options).unref();
  };
  const setTimeout = function setTimeout(this: SocketInside, ms: unknown, callback?: unknown) {
    const life = lifeOf(this);
    if (life === null) return real.call(this, ms, callback);
    if (this.destroyed) return this;
    if (typeof ms !== 'number' || !(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
      const message = `The value of "msecs" is out of range. Received ${String(ms)}`;
      throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
    }
    this.timeout = ms;
    arm(this, life, Math.min(Math.trunc(ms), 2 ** 31 - 1));
    if (typeof callback === 'function') {
      // Node adds the listener, or takes it away with the timer.
      const listener = callback as () => void;
      if (ms === 0) this.removeListener('timeout', listener);
      else this.once('timeout', listener);
    }
    return this;
  };
  prototype.setTimeout = setTimeout as Method<SocketInside>;
};

/** Puts sockets and servers of programs on the simulated network; called once per process. */
export const installSockets = (internals: NodeInternals): void => {
  // `resetAndDestroy` wants a TCP handle; ours shadows everything that the real one would do.
  Object.setPrototypeOf(InertHandle.prototype, internals.tcpPrototype);
  knowOwnerSymbol(internals.owner);
  installConnect(internals);
  installListen();
  installTimeout(internals);
};
