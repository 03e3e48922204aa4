import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LoadCall } from '../../results/load-calls.ts';
import { figuresOf } from './figures.ts';
import { haproxy, isInstalled, nginx, type Peer } from './peer.ts';

const checks = {
  nginx: (path: string, folder: string) => ['-t', '-p', folder, '-c', path],
  haproxy: (path: string) => ['-c', '-f', path],
};

test.each([
  [nginx, checks.nginx],
  [haproxy, checks.haproxy],
] as const)(
  '$program accepts its settings and listens on this machine only',
  async (peer: Peer, argv) => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-peer-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const config = peer.config({ folder, port: 20_001, primary: 20_002, standby: 20_003 });
    const addresses = [...config.matchAll(/(\S+):(\d{5})/g)].map(([, host]) => host);
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
    // Not everybody has the peers; the bench then leaves them out and says so.
    if (!isInstalled(peer)) return;
    const path = join(folder, 'peer.conf');
    await writeFile(path, config);
    const checked = spawnSync(peer.program, argv(path, folder), { encoding: 'utf8' });
    expect(checked.status, checked.stderr).toBe(0);
  },
);

test('the longest gap of two paths is the longer one, and an open call failed', () => {
  const done = (path: string, startMs: number): LoadCall => ({
    ...{ path, key: `${path}-${startMs}`, startMs, endMs: startMs + 1, effectMs: startMs + 1 },
    ...{ outcome: 'ok', effects: 1, indices: [] },
  });
  const open: LoadCall = {
    path: 'sync',
    key: 'x',
    startMs: 40,
    outcome: 'open',
    effects: 0,
    indices: [],
  };
  const calls = [done('sync', 0), done('queue', 5), open, done('queue', 95), done('sync', 60)];
  const sorted = calls.toSorted((one, other) => one.startMs - other.startMs);
  const figures = figuresOf(sorted, { twice: 2, dropped: 1 });
  expect(figures).toEqual({ requests: 5, failed: 1, twice: 2, dropped: 1, longestGapMs: 89 });
});
