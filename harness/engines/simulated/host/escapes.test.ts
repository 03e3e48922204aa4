import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulate.ts';
import { EscapeError } from './escape-error.ts';

const program = join(import.meta.dirname, 'fixture/escapes.mjs');

// What a module may have kept from before the installation: nothing refuses these.
const kept = { setTimeout, setImmediate, connect: net.Socket.prototype.connect };
Object.assign(globalThis, { kept });

const run = (way: string) =>
  simulate({ a: { run: program, env: { WAY: way } } }, { seed: 1 }, async (world) => {
    world.start();
    await world.runFor(1000);
  });

describe('a program that leaves its host', () => {
  const reached: Readonly<Record<string, string>> = {
    file: 'fs.readFileSync',
    fileCallback: 'fs.readFile',
    filePromise: 'fs.promises.readFile',
    child: 'child_process.spawn',
    datagram: 'dgram.createSocket',
    worker: 'worker_threads.Worker',
    realm: 'vm.runInNewContext',
    web: 'WebSocket',
    keptTimer: 'a Timeout',
    keptImmediate: 'a Immediate',
    keptSocket: 'a TCPWRAP',
    threadPool: 'crypto.subtle.digest',
  };
  for (const [way, what] of Object.entries(reached)) {
    it(`fails the run by ${way}, and is told with its file and line`, async () => {
      const error = await run(way).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(EscapeError);
      const { message } = error as EscapeError;
      expect(message).toContain(`a reached ${what} of the real machine`);
      expect(message).toMatch(/fixture\/escapes\.mjs:\d+:\d+/);
    });
  }

  it('does not spoil the next run', async () => {
    await expect(run('child')).rejects.toThrow(EscapeError);
    const answer = simulate({ a: {} }, { seed: 1 }, (world) => world.on('a', () => 42));
    await expect(answer).resolves.toBe(42);
  });
});
