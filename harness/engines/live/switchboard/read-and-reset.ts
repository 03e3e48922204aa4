import type { Socket } from 'node:net';
import type { TapASight } from './tap-a-sight.ts';

// A request follows its connection at once, or the caller has nothing to say yet.
const REQUEST_LIMIT_MS = 100;

/**
 * Resets a caller behind whom there is no proxy, but reads first what it sends: an attempt that
 * nobody has seen would be missing from the evidence.
 */
export const readAndReset = (caller: Socket, sight: TapASight, asked: () => boolean): void => {
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    sight.proxyEnded('rst');
    caller.resetAndDestroy();
    sight.closed();
  };
  const gone = (how: 'fin' | 'rst') => {
    if (over) return;
    sight.callerEnded(how);
    end();
  };
  const timer = setTimeout(end, REQUEST_LIMIT_MS);
  if (caller.destroyed) {
    gone('rst');
    return;
  }
  caller.on('data', (chunk: Buffer) => {
    if (over) return;
    sight.request(chunk);
    if (asked()) end();
  });
  caller.on('end', () => gone('fin')).on('close', () => gone('rst'));
  caller.resume();
};
