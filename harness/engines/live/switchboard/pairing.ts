import { connect, type Socket } from 'node:net';
import type { LinkConnection } from './link-connection.ts';

const DIAL_LIMIT_MS = 5_000;

/**
 * Joins each connection at tap A to its own at tap B. The proxy dials on as soon as it accepts, so
 * with one dial at a time the next connection at tap B is the one that was just dialled.
 */
export interface Pairing {
  /** Connects to the proxy; resolves once tap B has the other end, or the proxy has closed. */
  dial(connection: LinkConnection, port: number): Promise<Socket | undefined>;
  /** Tap B accepted: whose connection is it? */
  accept(): LinkConnection | undefined;
}

interface Expected {
  readonly connection: LinkConnection;
  arrived(): void;
}

/** Nothing is expected yet. */
export const createPairing = (): Pairing => {
  let expected: Expected | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const dialNow = async (connection: LinkConnection, port: number) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    expected = { connection, arrived: () => resolve(true) };
    const socket = connect({
      host: '127.0.0.1',
      port,
      allowHalfOpen: true,
      noDelay: true,
    });
    const gives = () => resolve(false);
    const timer = setTimeout(gives, DIAL_LIMIT_MS);
    socket.on('error', gives).on('close', gives);
    const paired = await promise;
    clearTimeout(timer);
    socket.off('error', gives).off('close', gives);
    expected = undefined;
    if (paired && !socket.destroyed) return socket;
    socket.on('error', gives).destroy();
    return undefined;
  };
  return {
    dial: (connection, port) => {
      const mine = turn.then(() => dialNow(connection, port));
      turn = mine;
      return mine;
    },
    accept: () => {
      const found = expected;
      expected = undefined;
      found?.arrived();
      return found?.connection;
    },
  };
};
