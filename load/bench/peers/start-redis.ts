import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A Redis of our own on a free loopback port. */
export interface RunningRedis {
  readonly port: number;
  close(): Promise<void>;
}

const program = 'redis-server';
const startLimitMs = 10_000;

/** Starts one that syncs every write before it answers; nothing when none is installed. */
export async function startRedis(print: (line: string) => void): Promise<RunningRedis | undefined> {
  const port = await freePort();
  const folder = await mkdtempDisposable(join(tmpdir(), 'holdfast-redis-'));
  const settings = { port, bind: '127.0.0.1', dir: folder.path, save: '', appendonly: 'yes' };
  const args = Object.entries({ ...settings, appendfsync: 'always' });
  const child = spawn(
    program,
    args.flatMap(([key, value]) => [`--${key}`, String(value)]),
    { stdio: 'ignore' },
  );
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    await folder.remove();
  };
  try {
    await once(child, 'spawn');
    await listening(port);
    return { port, close };
  } catch {
    await close();
    print('no Redis (apt-get install redis-server): BullMQ is not measured');
    return undefined;
  }
}

async function listening(port: number): Promise<void> {
  const untilMs = performance.now() + startLimitMs;
  while (performance.now() < untilMs) {
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await delay(20);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`Redis does not listen after ${startLimitMs} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
