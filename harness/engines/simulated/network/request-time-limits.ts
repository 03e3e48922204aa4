import type { Server } from 'node:net';
import type { Life } from '../host/life.ts';
import { runningLife } from '../kernel/running-life.ts';
import { SimulatedTimer } from '../time/simulated-timer.ts';

/** Node's parser of one connection, with the callbacks that it looks up by number. */
interface Parser {
  incoming: unknown;
  initialize(...args: unknown[]): unknown;
  [callback: number]: unknown;
}

/** Node's list of the parsers of one server. */
interface Connections {
  active(): Parser[];
  expired(headersMs: number, requestMs: number): Parser[];
}

/** Node's parser class, with its numbers. */
export interface ParserClass {
  readonly REQUEST: number;
  readonly kOnMessageBegin: number;
  readonly prototype: Parser;
}

interface Began {
  readonly atMs: number;
  /** The message before, which a parser still shows until the next head is complete. */
  readonly after: unknown;
}

const began = new WeakMap<Parser, Began>();

const monotonicMs = (life: Life): number => life.host.clock.monotonicMs(life.world.nowMs);

/** Notes when requests begin on the host's clock: native code notes it on the real one. */
export const noteRequestTimes = ({ REQUEST, kOnMessageBegin, prototype }: ParserClass): void => {
  const note = (parser: Parser): void => {
    const life = runningLife();
    if (life !== null) began.set(parser, { atMs: monotonicMs(life), after: parser.incoming });
  };
  const onMessageBegin = function onMessageBegin(this: Parser): void {
    note(this);
  };
  const real = prototype.initialize;
  prototype.initialize = function initialize(this: Parser, ...args) {
    const result = real.apply(this, args);
    if (args[0] === REQUEST && runningLife() !== null) {
      // A connection on which nothing is ever sent counts from its beginning.
      note(this);
      this[kOnMessageBegin] = onMessageBegin;
    }
    return result;
  };
};

const expired = (life: Life, active: Parser[], headersMs: number, requestMs: number): Parser[] => {
  const nowMs = monotonicMs(life);
  return active.filter((parser) => {
    const { atMs, after } = began.get(parser) ?? { atMs: nowMs, after: null };
    const ageMs = nowMs - atMs;
    const hasHead = parser.incoming !== null && parser.incoming !== after;
    return (!hasHead && headersMs > 0 && ageMs > headersMs) || (requestMs > 0 && ageMs > requestMs);
  });
};

const known = new WeakSet<object>();

const expireByHostClock = (connections: Connections): void => {
  const prototype = Object.getPrototypeOf(connections) as Connections;
  if (known.has(prototype)) return;
  known.add(prototype);
  const real = prototype.expired;
  prototype.expired = function expire(this: Connections, headersMs, requestMs) {
    const life = runningLife();
    if (life === null) return real.call(this, headersMs, requestMs);
    return expired(life, this.active(), headersMs, requestMs);
  };
};

/** Lets a listening HTTP server look for requests that take too long, in virtual time. */
export const checkRequestTimes = (server: Server, life: Life): void => {
  const inside = server as unknown as Record<symbol, unknown>;
  const find = (name: string) =>
    Object.getOwnPropertySymbols(server).find(({ description }) => description === name);
  const connections = find('http.server.connections');
  const interval = find('http.server.connectionsCheckingInterval');
  // A server that is not an HTTP server has neither.
  if (connections === undefined || interval === undefined) return;
  expireByHostClock(inside[connections] as Connections);
  const timer = inside[interval];
  if (timer instanceof SimulatedTimer) return;
  // It is Node's own when HTTP was loaded before the installation; then it knows what to run, and when.
  const { _onTimeout: check, _repeat: delayMs } = timer as {
    readonly _onTimeout: () => void;
    readonly _repeat: number;
  };
  clearInterval(timer as NodeJS.Timeout);
  inside[interval] = new SimulatedTimer(life, check, { delayMs, repeats: true }).unref();
};
