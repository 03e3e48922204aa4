import type { Host } from '../host/host.ts';

/** What one kernel tells of its end of a connection: what it sends, and what it takes. */
export interface EndpointTap {
  sent(what: 'bytes' | 'fin' | 'rst', bytes?: Buffer): void;
  arrived(what: 'bytes' | 'fin' | 'rst', bytes?: Buffer): void;
}

/** The two ends of one connection. */
export interface ConnectionTaps {
  readonly caller: EndpointTap;
  readonly service: EndpointTap;
}

/**
 * Where connections to a loopback port lead. One machine's loopback stands for the whole network of a
 * stack: every port has one owner, so that programs keep to 127.0.0.1 as they do on a real machine.
 */
export interface Forward {
  readonly host: Host;
  readonly port: number;
  /** Attempts are refused while it says no. */
  isOpen?(): boolean;
  /** Called for each connection that is made; what it returns must not change anything. */
  tap?(): ConnectionTaps;
  /** An attempt was answered by a reset. */
  refused?(caller: Host): void;
}
