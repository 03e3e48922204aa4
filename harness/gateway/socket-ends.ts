import type { Socket } from 'node:net';

/** How a side of a connection ended. */
export type Ending = 'fin' | 'rst';

/** Tells of a socket's FIN, and of its end by anything else; it may have both, in this order. */
export const onEnds = (socket: Socket, told: { fin(): void; broken(): void }): void => {
  let ended = false;
  let broken = false;
  const breaks = () => {
    if (broken) return;
    broken = true;
    told.broken();
  };
  socket.on('end', () => {
    ended = true;
    told.fin();
  });
  socket.on('error', breaks);
  socket.on('close', () => {
    if (!ended) breaks();
  });
};

/** Passes an end on to the other side: FIN after what was written, RST at once. */
export const passEnd = (to: Socket, ending: Ending): void => {
  if (to.destroyed) return;
  if (ending === 'rst') to.resetAndDestroy();
  else to.end();
};

/** Writes, and stops reading from the source while the target takes no more. */
export const writeBraked = (to: Socket, bytes: Buffer, source: Socket): void => {
  if (to.destroyed || to.writableEnded || to.write(bytes)) return;
  source.pause();
  to.once('drain', () => source.resume());
};
