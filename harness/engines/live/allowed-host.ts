import { isIP } from 'node:net';
import { UsageError } from '../../core/errors.ts';

/** Whether a host name or address can only be this machine. */
const isLoopback = (host: string): boolean => {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
};

/** The host and port of an external service, or a refusal: what is not ours is not disturbed. */
export const allowedTarget = (
  role: string,
  url: string,
  allowHosts: readonly string[],
): { readonly host: string; readonly port: number } => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) throw new UsageError(`${role}: its url should be an URL, found "${url}"`);
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  if (!isLoopback(host) && !allowHosts.includes(host)) {
    throw new UsageError(
      `${role}: ${host} is not on this machine, and holdfast disturbs only what is; ` +
        `if you are allowed to disturb it, say --allow-host ${host}`,
    );
  }
  const fallbackPort = parsed.protocol === 'https:' ? 443 : 80;
  return { host, port: parsed.port === '' ? fallbackPort : Number(parsed.port) };
};
