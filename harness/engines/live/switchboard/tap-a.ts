import type { Socket } from 'node:net';
import { onEnds, passEnd, writeBraked } from '../../../gateway/socket-ends.ts';
import type { TapASight } from './tap-a-sight.ts';

/** Relays between a caller and the proxy, with what it sees told before it is passed on. */
export const relayTapA = (caller: Socket, proxy: Socket, sight: TapASight): void => {
  let open = 2;
  const closes = () => {
    if (--open === 0) sight.closed();
  };
  caller.on('data', (chunk: Buffer) => {
    sight.request(chunk);
    writeBraked(proxy, chunk, caller);
  });
  proxy.on('data', (chunk: Buffer) => {
    sight.answer(chunk);
    writeBraked(caller, chunk, proxy);
  });
  onEnds(caller, {
    fin: () => {
      sight.callerEnded('fin');
      passEnd(proxy, 'fin');
    },
    broken: () => {
      sight.callerEnded('rst');
      passEnd(proxy, 'rst');
    },
  });
  onEnds(proxy, {
    fin: () => {
      const shown = sight.proxyEnded('fin');
      passEnd(caller, shown);
      if (shown === 'rst') passEnd(proxy, 'fin');
    },
    broken: () => passEnd(caller, sight.proxyEnded('rst')),
  });
  caller.on('close', closes);
  proxy.on('close', closes);
  // It was accepted paused, so that nothing was read before its proxy was there.
  caller.resume();
};
