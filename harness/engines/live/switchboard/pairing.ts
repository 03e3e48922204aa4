import { connect, type Socket } from 'node:net';
import { hasSpoken } from './has-spoken.ts';
import type { LinkConnection } from './link-connection.ts';
import { monotonicMs } from './monotonic-ms.ts';

const DIAL_LIMIT_MS = 5_000;
// A proxy that is so late has given up by itself.
const DOUBT_MS = 30_000;

/**
 * Joins each connection at tap A to its own at tap B. The proxy dials on as soon as it accepts, so
 * with one dial at a time the next connection at tap B is the one that was just dialled. A dial
 * that was given up may still reach tap B late, without a byte on it: for a while after that, a
 * connection at tap B has to speak before it is taken for the one that is expected.
 */
export interface Pairing {
  /** Connects to the proxy; resolves once tap B has the other end, or the proxy has closed. */
  dial(connection: LinkConnection, port: number): Promise<Socket | undefined>;
  /** Tap B accepted (paused): whose connection is it? */
  accept(proxied: Socket): LinkConnection | undefined | Promise<LinkConnection | undefined>;
}

interface Dial {
  readonly socket: Socket | undefined;
  /** It has its other end, or will never have one: the next may be dialled. */
  readonly settled: Promise<void>;
}

interface Expected {
  readonly connection: LinkConnection;
  arrived(): void;
  settle(): void;
}

/** Nothing is expected yet. */
export const createPairing = ({ dialLimitMs = DIAL_LIMIT_MS } = {}): Pairing => {
  let expected: Expected | undefined;
  let doubtUntilMs = Number.NEGATIVE_INFINITY;
  let turn: Promise<unknown> = Promise.resolve();
  const claim = (): LinkConnection | undefined => {
    const found = expected;
    expected = undefined;
    found?.arrived();
    found?.settle();
    return found?.connection;
  };
  const dialNow = async (connection: LinkConnection, port: number): Promise<Dial> => {
    const arrival = Promise.withResolvers<boolean>();
    const settled = Promise.withResolvers<void>();
    const mine: Expected = {
      connection,
      arrived: () => arrival.resolve(true),
      settle: settled.resolve,
    };
    expected = mine;
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    let accepted = false;
    socket.once('connect', () => {
      accepted = true;
    });
    const givesUp = (mayComeLate: boolean) => {
      if (expected === mine) {
        expected = undefined;
        if (mayComeLate) doubtUntilMs = monotonicMs() + DOUBT_MS;
      }
      arrival.resolve(false);
      settled.resolve();
    };
    // Where the proxy has accepted, its own connection to tap B may be under way.
    const gives = () => givesUp(accepted);
    const timer = setTimeout(() => givesUp(true), dialLimitMs);
    socket.on('error', gives).on('close', gives);
    const paired = await arrival.promise;
    clearTimeout(timer);
    if (paired && !socket.destroyed) {
      socket.off('error', gives);
      return { socket, settled: settled.promise };
    }
    socket.destroy();
    return { socket: undefined, settled: settled.promise };
  };
  return {
    dial: (connection, port) => {
      const dial = turn.then(() => dialNow(connection, port));
      turn = dial.then(({ settled }) => settled);
      return dial.then(({ socket }) => socket);
    },
    accept: (proxied) => {
      if (monotonicMs() >= doubtUntilMs) return claim();
      // The request is sent only when its dial has arrived, so the proof must not wait for it.
      expected?.arrived();
      return hasSpoken(proxied).then((spoken) => (spoken ? claim() : undefined));
    },
  };
};
