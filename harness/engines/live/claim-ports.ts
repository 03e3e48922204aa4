import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CannotTellError } from '../../core/errors.ts';
import { takeLock } from './port-lock.ts';

// Below the ephemeral range of Linux (32768) and of macOS (49152), above what services like to use.
const FIRST_PORT = 12_000;
const LAST_PORT = 32_000;
const BLOCK_PORTS = 64;
const BLOCKS = Math.floor((LAST_PORT - FIRST_PORT) / BLOCK_PORTS);

/** Ports that belong to one run until they are released. */
export interface PortClaim {
  readonly ports: readonly number[];
  /** The lock files, for whoever has to clean up after us. */
  readonly locks: readonly string[];
  release(): void;
}

/** Where all harnesses of this machine look for the port locks. No folder of our own: it would stay. */
export const portLockFolder = tmpdir;

// One name per user: another user's locks could not be removed.
const lockOf = (block: number): string =>
  join(portLockFolder(), `holdfast-ports-${userInfo().uid}-${block}.lock`);

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });

const portsOfBlock = (block: number): readonly number[] =>
  Array.from({ length: BLOCK_PORTS }, (_, index) => FIRST_PORT + block * BLOCK_PORTS + index);

const allFree = async (ports: readonly number[]): Promise<boolean> =>
  (await Promise.all(ports.map(isFree))).every(Boolean);

// Harnesses begin at different blocks, so that they seldom meet.
const anyBlock = (): number => (process.pid * 7 + randomBytes(1).readUInt8()) % BLOCKS;

/** Claims that many ports: no other harness on this machine gets them before the release. */
export const claimPorts = async (count: number, first = anyBlock()): Promise<PortClaim> => {
  const ports: number[] = [];
  const locks: string[] = [];
  const release = () => {
    for (const lock of locks) rmSync(lock, { force: true });
  };
  for (let step = 0; step < BLOCKS && ports.length < count; step++) {
    const block = (first + step) % BLOCKS;
    const lock = lockOf(block);
    if (!takeLock(lock)) continue;
    const wanted = portsOfBlock(block).slice(0, count - ports.length);
    if (await allFree(wanted)) {
      locks.push(lock);
      ports.push(...wanted);
    } else rmSync(lock, { force: true });
  }
  if (ports.length < count) {
    release();
    throw new CannotTellError(
      `ports: ${count} were wanted between ${FIRST_PORT} and ${LAST_PORT}, ${ports.length} were ` +
        `free; end other programs, or remove ${lockOf(0)} and the like`,
    );
  }
  return { ports, locks, release };
};
