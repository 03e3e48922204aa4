import { Socket, type SocketConstructorOpts } from 'node:net';

/**
 * Makes a new socket of an accepted, still paused one. Node lets only the side that connects choose
 * its read buffer; the handle is what both kinds share. Undefined if this Node has no such handle.
 */
export function takeOver(accepted: Socket, options: SocketConstructorOpts): Socket | undefined {
  // `_handle` and the option `handle` are not in the documentation, nor in the types.
  const holder = accepted as Socket & { _handle?: unknown };
  const handle = holder._handle;
  if (handle === undefined || handle === null) return undefined;
  holder._handle = null;
  // Without its handle this ends only the old object; the server counts one connection less.
  accepted.destroy();
  const all: SocketConstructorOpts & object = Object.assign({}, options, {
    handle,
    pauseOnCreate: true,
  });
  return new Socket(all);
}
