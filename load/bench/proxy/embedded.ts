import { startProxyServer } from '../../../harness/proxy/start-proxy-server.ts';

/** What the embedded proxy's process tells once it listens. */
export interface EmbeddedReady {
  readonly port: number;
}

/** The embedded proxy alone in a process, for the bench. */
async function main(): Promise<void> {
  const server = await startProxyServer({ host: '127.0.0.1', port: 0 });
  process.send?.({ port: server.port } satisfies EmbeddedReady);
}

if (import.meta.main) await main();
