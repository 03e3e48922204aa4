import type { Socket } from 'node:net';

// Who waits this long for the other side to speak first is no leftover: those close at once.
const SILENCE_LIMIT_MS = 1_000;

/**
 * Whether anything comes on a paused socket before it ends; it stays paused and nothing is read off
 * it. A socket that stays open in silence counts as if it had spoken.
 */
export const hasSpoken = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    const tell = (spoken: boolean) => {
      clearTimeout(timer);
      socket.off('readable', look).off('end', ends).off('close', ends);
      // Node forgets the pause in the tick after its last `readable` listener.
      setImmediate(() => {
        socket.off('error', ends).pause();
        resolve(spoken && !socket.destroyed);
      });
    };
    const ends = () => tell(false);
    const look = () => {
      if (socket.readableLength > 0) tell(true);
      else if (socket.readableEnded) tell(false);
      // Without a read the end behind no bytes is never told.
      else socket.read(0);
    };
    const timer = setTimeout(() => tell(true), SILENCE_LIMIT_MS);
    socket.on('error', ends).on('end', ends).on('close', ends).on('readable', look);
  });
