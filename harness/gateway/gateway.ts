import { createServer, type Server, type Socket } from 'node:net';
import { type GatewayContext, serveGatewayConnection } from './gateway-connection.ts';
import type { ConnectionSight } from './gateway-observer.ts';

/** A gateway, with the one connection kind it accepts: from the link's proxy. */
export interface GatewayOptions extends GatewayContext {
  /** A connection came in, paused; without a sight nobody expected it, and it is closed. */
  accept(caller: Socket): ConnectionSight | undefined | Promise<ConnectionSight | undefined>;
}

/** Makes tap B of a link: the server that the proxy connects to. */
export const createGateway = (options: GatewayOptions): Server => {
  const serve = (caller: Socket, sight: ConnectionSight | undefined) => {
    if (sight) serveGatewayConnection(caller, sight, options);
    else caller.destroy();
  };
  return createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (caller) => {
    const sight = options.accept(caller);
    // Without a wait where there is none: what comes next must find its listeners.
    if (sight instanceof Promise) void sight.then((told) => serve(caller, told));
    else serve(caller, sight);
  });
};
