import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { nodeCommand } from '../launch-command.ts';
import { siblingProgram } from '../sibling-program.ts';
import { monotonicMs } from '../switchboard/monotonic-ms.ts';
import { type PreloadSettings, settingsVariable } from './preload-settings.ts';

const run = promisify(execFile);

const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};

test('refused and unresolved attempts are written down, whatever client makes them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'witness-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const port = await closedPort();
  const settings: PreloadSettings = {
    role: 'web',
    witnessFile: join(folder, 'witness.jsonl'),
    headers: ['x-call-id'],
    projectRoot: folder,
    edits: [],
  };
  const [node = '', ...args] = nodeCommand(
    siblingProgram('run-module'),
    join(import.meta.dirname, '../fixture/attempts.ts'),
  );
  const fromMs = monotonicMs();
  const env = { [settingsVariable]: JSON.stringify(settings), CLOSED_PORT: String(port) };
  await run(node, args, { env });
  const text = readFileSync(settings.witnessFile, 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  const requests = lines.filter(({ by }) => by !== 'net');
  const refused = { type: 'attempt', from: 'web', class: 'refused', port };
  expect(requests).toMatchObject([
    { ...refused, by: 'undici', method: 'GET', path: '/fetch', headers: { 'x-call-id': 'fetch' } },
    {
      ...refused,
      by: 'undici',
      method: 'PUT',
      path: '/undici',
      headers: { 'x-call-id': 'undici' },
    },
    { ...refused, by: 'http', method: 'GET', path: '/http', headers: { 'x-call-id': 'http' } },
    { class: 'unresolved', by: 'http', port: 8099, path: '/name' },
  ]);
  // One for the plain socket, and one under each request.
  const sockets = lines.filter(({ by, class: kind }) => by === 'net' && kind === 'refused');
  expect(sockets.map((line) => line.port)).toEqual([port, port, port, port]);
  for (const { atMs } of lines) expect(atMs).toBeGreaterThan(fromMs);
  expect(text).not.toContain('secret');
});
