import { createServer, type Server, type Socket } from 'node:net';
import { isTaken, PortTakenError } from './port-taken-error.ts';

/** A listening port that is closed while there is any reason for it. */
export interface Gate {
  close(reason: string): void;
  open(reason: string): Promise<void>;
  /** Closes for good. */
  end(): void;
}

const TRIES_MAX = 20;
const PAUSE_MS = 25;

/** Listens once; a port in use is told apart from other errors. */
export const listenOn = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const fails = (error: Error) => {
      reject(isTaken(error) ? new PortTakenError(port, `port ${port} is taken`) : error);
    };
    server.once('error', fails);
    server.listen({ host: '127.0.0.1', port, backlog: 511 }, () => {
      server.off('error', fails);
      resolve();
    });
  });

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** A gate that is closed until the first `open`. */
export const createGate = (port: number, accept: (caller: Socket) => void): Gate => {
  const reasons = new Set<string>(['start']);
  let server: Server | undefined;
  const shut = () => {
    server?.close();
    server = undefined;
  };
  const listen = async (tries: number): Promise<void> => {
    if (reasons.size > 0 || server) return;
    const fresh = createServer(
      { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
      accept,
    );
    server = fresh;
    try {
      await listenOn(fresh, port);
    } catch (error) {
      if (server === fresh) server = undefined;
      // A connection of the closed listener may keep the port for an instant.
      if (!(error instanceof PortTakenError) || tries <= 1) throw error;
      await pause();
      return listen(tries - 1);
    }
    // It was closed again while it opened.
    if (server !== fresh) fresh.close();
  };
  return {
    close: (reason) => {
      reasons.add(reason);
      shut();
    },
    open: (reason) => {
      reasons.delete(reason);
      return listen(reason === 'start' ? 1 : TRIES_MAX);
    },
    end: () => {
      reasons.add('end');
      shut();
    },
  };
};
