import dns from 'node:dns';
import fs from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstDifference } from '../kernel/trace.ts';
import { simulate } from '../simulate.ts';
import { EscapeError } from './escape-error.ts';

const program = join(import.meta.dirname, 'fixture/escapes.mjs');

// What a module may have kept from before the installation: nothing refuses these.
const kept = {
  setTimeout,
  setImmediate,
  connect: net.Socket.prototype.connect,
  Date,
  readFile: fs.readFile,
  open: fs.promises.open,
  lookup: dns.lookup,
  now: process.hrtime.bigint,
};
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
    keptClock: 'Date.now',
    keptFile: 'a FSREQCALLBACK',
    keptDescriptor: 'a FSREQPROMISE',
    keptLookup: 'a GETADDRINFOREQWRAP',
    keys: 'crypto.subtle.generateKey',
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

  it('by a bare function that nothing can replace, is shown by the event at which two runs part', async () => {
    const traceOf = () => {
      const topology = { a: { run: program, env: { WAY: 'keptFunction' } } };
      return simulate(topology, { seed: 1, keepTrace: true }, async (world) => {
        world.start();
        await world.runFor(1000);
        return world.world.kernel.trace.lines ?? [];
      });
    };
    const difference = firstDifference(await traceOf(), await traceOf());
    expect(difference?.one).toMatch(/ a stdout read \d+$/);
    expect(difference?.other).toMatch(/ a stdout read \d+$/);
  });

  it('does not spoil the next run', async () => {
    await expect(run('child')).rejects.toThrow(EscapeError);
    const answer = simulate({ a: {} }, { seed: 1 }, (world) => world.on('a', () => 42));
    await expect(answer).resolves.toBe(42);
  });
});
