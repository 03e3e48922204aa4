import { once } from 'node:events';
import { createServer } from 'node:net';
import { UsageError } from '../core/errors.ts';
import { createToxiproxyDriver } from './toxiproxy-driver.ts';

/**
 * Makes sure that an API port is free, and finds one for port 0: when its port is taken the real
 * server stays alive and silent.
 */
export async function claimApiPort(wanted: number, host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  server.listen({ host, port: wanted });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UsageError(
      `port ${wanted} on ${host}, wanted for Toxiproxy's API, ${await holderOf(wanted, host)}: ` +
        'stop it or choose another port',
      { cause: error },
    );
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : wanted;
}

async function holderOf(port: number, host: string): Promise<string> {
  const driver = createToxiproxyDriver(`http://${host}:${port}`, { timeoutMs: 500 });
  try {
    return `is taken by a Toxiproxy ${await driver.version()}`;
  } catch {
    return 'is taken or not allowed';
  }
}
