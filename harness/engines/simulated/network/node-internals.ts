import net from 'node:net';
import { streamState } from './stream-state.ts';

/** The pieces of Node that are not public and that a simulated socket needs. */
export interface NodeInternals {
  /** Sets up a socket's handle as `connect` does for its own. */
  readonly reinitialize: symbol;
  /** Where a socket keeps its timer. */
  readonly timeout: symbol;
  /** How a handle knows its socket. */
  readonly owner: symbol;
  readonly tcpPrototype: object;
}

/** A Node that is built differently from those that the engine knows. */
export class NodeMovedError extends Error {
  override readonly name = 'NodeMovedError';
}

const moved = (what: string): never => {
  throw new NodeMovedError(
    `Node ${process.version} has no ${what} where the simulated engine expects it; ` +
      'run with Node 26.10, or bring network/node-internals.ts up to date',
  );
};

/** One of Node's internal bindings. */
export const internalBinding = (name: string): Record<string, unknown> => {
  // The one way to internal bindings without a flag; it is deprecated, which says nothing new here.
  const { binding: bind, emitWarning } = process as unknown as {
    binding(name: string): Record<string, unknown>;
    emitWarning: typeof process.emitWarning;
  };
  process.emitWarning = () => {};
  try {
    return bind.call(process, name);
  } finally {
    process.emitWarning = emitWarning;
  }
};

const symbolOf = (target: object, description: string): symbol =>
  Object.getOwnPropertySymbols(target).find((symbol) => symbol.description === description) ??
  moved(`symbol ${description} on ${target.constructor.name}`);

/** Finds every internal, or says which one this Node lacks. */
export const findInternals = (): NodeInternals => {
  const { TCP } = internalBinding('tcp_wrap');
  if (typeof TCP !== 'function') moved('TCP handle class');
  // `stream_wrap` has had these words since Node 12; the check below is for the future.
  const words = internalBinding('stream_wrap') as unknown as Parameters<typeof streamState.use>[0];
  for (const word of ['streamBaseState', 'kReadBytesOrError', 'kArrayBufferOffset'] as const) {
    if (words[word] === undefined) moved(`stream_wrap.${word}`);
  }
  streamState.use(words);
  const prototype = net.Socket.prototype as object;
  if (!('_listen2' in net.Server.prototype)) moved('net.Server.prototype._listen2');
  if (!('_tickCallback' in process)) moved('process._tickCallback');
  const probe = new net.Socket();
  const reinitialize = symbolOf(prototype, 'kReinitializeHandle');
  const handle: object = { getAsyncId: () => 1, close: () => {} };
  // The probe socket never meets the network; its handle only has to take the owner's symbol.
  (probe as unknown as Record<symbol, (handle: object) => void>)[reinitialize]?.(handle);
  const owner = Object.getOwnPropertySymbols(handle).find(
    (symbol) => (handle as Record<symbol, unknown>)[symbol] === probe,
  );
  return {
    reinitialize,
    timeout: symbolOf(probe, 'timeout'),
    owner: owner ?? moved('owner symbol on a handle'),
    tcpPrototype: (TCP as { prototype: object }).prototype,
  };
};
