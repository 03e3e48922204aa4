import { type EventEmitter, once } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import type { Observe } from './probe.ts';

/** Starts a server on any port of loopback and tells the port. */
export const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP server that listens has an address object.
  return (server.address() as AddressInfo).port;
};

/** Ends a server and whatever is still connected to it. */
export const shut = async (server: Server & { closeAllConnections?(): void }): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections?.();
  await closed;
};

/** How an error looks to a program. */
export const describeError = (error: unknown): string => {
  const { name, message, code, syscall, errno } = error as NodeJS.ErrnoException;
  // Ports are drawn by the machine.
  const text = message.replace(/:\d{4,5}\b/g, ':PORT');
  return [name, text, code, syscall, errno].filter((part) => part !== undefined).join(' ');
};

const describe = (argument: unknown): string => {
  if (argument instanceof Error) return ` ${describeError(argument)}`;
  if (Buffer.isBuffer(argument)) return ` ${argument.length}`;
  return argument === undefined || typeof argument === 'object' ? '' : ` ${String(argument)}`;
};

/** Observes events of an emitter, in their order. */
export const watch = <Emitter extends EventEmitter>(
  observe: Observe,
  party: string,
  { emitter, events }: { readonly emitter: Emitter; readonly events: readonly string[] },
): Emitter => {
  for (const event of events) {
    emitter.on(event, (argument: unknown) => observe(`${party}: ${event}${describe(argument)}`));
  }
  return emitter;
};

/** The events of a socket that do not depend on how bytes were cut on their way. */
export const socketEvents = ['connect', 'end', 'error', 'close', 'timeout', 'finish'] as const;

/** Connects, watched. */
export const connecting = (observe: Observe, port: number, allowHalfOpen = false): Socket =>
  watch(observe, 'client', {
    emitter: net.connect({ port, host: '127.0.0.1', allowHalfOpen }),
    events: socketEvents,
  });

/** Resolves when a socket is closed. */
export const closed = async (socket: EventEmitter): Promise<void> => {
  await new Promise((resolve) => socket.once('close', resolve));
};

/** Resolves after a while, on the clock of wherever the probe runs. */
export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** Everything a socket receives, as text, once it has ended or failed. */
export const received = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.once('close', () => resolve(text));
  });
