import { createServer, type Server } from 'node:net';
import { type GatewayContext, serveGatewayConnection } from './gateway-connection.ts';
import type { ConnectionSight } from './gateway-observer.ts';

/** A gateway, with the one connection kind it accepts: from the link's proxy. */
export interface GatewayOptions extends GatewayContext {
  /** A connection came in; without a sight nobody expected it, and it is closed. */
  accept(): ConnectionSight | undefined;
}

/** Makes tap B of a link: the server that the proxy connects to. */
export const createGateway = (options: GatewayOptions): Server =>
  createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (caller) => {
    const sight = options.accept();
    if (sight) serveGatewayConnection(caller, sight, options);
    else caller.destroy();
  });
