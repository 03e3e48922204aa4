import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { claimPorts } from './claim-ports.ts';

test('claims are below the ephemeral range, disjoint, and locked until they are released', async () => {
  const claims = await Promise.all([claimPorts(3), claimPorts(3), claimPorts(100)]);
  const ports = claims.flatMap((claim) => claim.ports);
  expect(new Set(ports).size).toBe(106);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  for (const { locks } of claims) {
    for (const lock of locks) expect(readFileSync(lock, 'utf8')).toMatch(`${process.pid} `);
  }
  expect(claims[2]?.locks.length).toBeGreaterThan(1);
  for (const claim of claims) claim.release();
  const mine = (lock: string) =>
    existsSync(lock) && readFileSync(lock, 'utf8').startsWith(`${process.pid} `);
  expect(claims.flatMap((claim) => claim.locks).filter(mine)).toEqual([]);
});

test('a block with a port in use is passed over', async () => {
  const { ports, release } = await claimPorts(1);
  const [port = 0] = ports;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  release();
  onTestFinished(() => void server.close());
  const block = (port - 12_000) / 64;
  const claim = await claimPorts(1, block);
  expect(claim.ports).not.toContain(port);
  claim.release();
});
