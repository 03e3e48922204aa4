import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { onLoopback } from './on-loopback.ts';

/** The ports of the service that the bench measures against. */
export interface ServicePorts {
  readonly echo: number;
  readonly flood: number;
}

const BLOCK = Buffer.alloc(256 * 1024, 'x');

/** A service in its own process: one port echoes, the other sends as fast as it can. */
async function main(): Promise<void> {
  const echo = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => socket.write(data));
  });
  const flood = createServer((socket) => {
    const fill = () => {
      while (socket.writable && socket.write(BLOCK));
    };
    socket.on('error', () => socket.destroy());
    socket.on('drain', fill);
    fill();
  });
  process.send?.({ echo: await portOf(echo), flood: await portOf(flood) } satisfies ServicePorts);
}

async function portOf(server: Server): Promise<number> {
  server.listen(onLoopback(0));
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

if (import.meta.main) await main();
