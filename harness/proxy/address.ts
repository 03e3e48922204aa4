import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';

/** A host and port to listen on or to connect to. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`, `:port` or `[v6]:port`; the error has the words that Go's net has for it. */
export function parseAddress(text: string): Address {
  const match = /^(?:\[(?<six>[^\]]*)\]|(?<host>[^:]*)):(?<port>[^:]*)$/.exec(text);
  const groups = match?.groups;
  if (groups === undefined) {
    const problem = text.includes(':') ? 'too many colons in address' : 'missing port in address';
    throw new Error(`address ${text}: ${problem}`);
  }
  const port = groups.port === '' ? 0 : Number(groups.port);
  if (!Number.isInteger(port)) throw new Error(`lookup tcp/${groups.port}: unknown port`);
  if (port < 0 || port > 65_535) throw new Error(`address ${groups.port}: invalid port`);
  return { host: groups.six ?? groups.host ?? '', port };
}

/** Resolves the host of a listen address as Toxiproxy does; an empty text is any port anywhere. */
export async function resolveAddress(text: string): Promise<Address> {
  const { host, port } = parseAddress(text === '' ? ':0' : text);
  if (host === '') return { host, port };
  const found = await lookup(host, { order: 'ipv4first' });
  return { host: found.address, port };
}

/** Writes an address as the API shows it. */
export function formatAddress({ host, port }: Address): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
