import type { Address } from './endpoint.ts';
import { errno } from './errno.ts';
import type { TcpHandle } from './tcp-handle.ts';

/** What `net` gives to `connect`, and calls back on. */
export interface ConnectRequest {
  oncomplete(
    status: number,
    handle: TcpHandle,
    request: ConnectRequest,
    readable: boolean,
    writable: boolean,
  ): void;
}

/** What `net` gives to `shutdown`. */
export interface ShutdownRequest {
  oncomplete(status: number): void;
}

/** Where a handle reports its addresses. */
export type AddressOut = { address?: string; port?: number; family?: string };

/** Tells an address, or that there is none. */
export const report = (out: AddressOut, address: Address | undefined): number => {
  if (address === undefined) return errno.ENOTCONN;
  // In the order in which Node's own handle sets them: programs print such objects.
  out.address = address.address;
  out.family = address.family;
  out.port = address.port;
  return 0;
};
