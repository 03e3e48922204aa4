import { once } from 'node:events';
import { startProxyServer } from '../proxy/start-proxy-server.ts';
import { claimApiPort } from '../tools/claim-api-port.ts';
import { toxiproxyVersion } from '../tools/find-toxiproxy.ts';

/** What `holdfast proxy` takes; 8474 is the port that Toxiproxy's clients expect. */
export interface ProxyCommandOptions {
  readonly host: string;
  readonly port: number;
  /** Passes half-closes and resets on, which Toxiproxy does not. */
  readonly transparent?: boolean;
  readonly print?: (line: string) => void;
  /** Ends the command, as a termination does. */
  readonly signal?: AbortSignal;
}

/** Runs the embedded proxy by itself until it is told to stop. */
export async function runProxy(options: ProxyCommandOptions): Promise<void> {
  const { host, transparent = false, print = console.log } = options;
  const port = await claimApiPort(options.port, host);
  const server = await startProxyServer({ host, port, transparent });
  print(`Toxiproxy API ${toxiproxyVersion} (embedded) at http://${host}:${server.port}`);
  if (transparent) print('half-closes and resets are passed on (--transparent)');
  const code = await untilStopped(options.signal);
  await server.close();
  if (code !== 0) process.exitCode = code;
}

/** Waits for Ctrl-C (130), a termination or the signal (0: it was asked to stop, and did). */
async function untilStopped(signal: AbortSignal | undefined): Promise<number> {
  if (signal?.aborted) return 0;
  const over = new AbortController();
  const options = { signal: over.signal };
  const waits = [
    once(process, 'SIGINT', options).then(() => 130),
    once(process, 'SIGTERM', options).then(() => 0),
  ];
  if (signal !== undefined) waits.push(once(signal, 'abort', options).then(() => 0));
  const code = await Promise.race(waits);
  over.abort();
  // The waits that lost end with an error, which says nothing.
  await Promise.allSettled(waits);
  return code;
}
