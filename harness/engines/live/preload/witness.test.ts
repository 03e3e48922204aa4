import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
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

/** A port whose process is stopped and whose queue of connections is full. */
const fullPort = async (): Promise<number> => {
  const program = join(import.meta.dirname, '../fixture/accepts-nobody.ts');
  const child = fork(program, [], { execArgv: [] });
  const fillers: Socket[] = [];
  onTestFinished(() => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
  });
  // Its only message is where it listens.
  const [{ port }] = (await once(child, 'message')) as [AddressInfo];
  child.kill('SIGSTOP');
  // A queue of one has room for two; what comes after them hangs.
  for (let count = 0; count < 2; count++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    fillers.push(socket);
    await once(socket, 'connect');
  }
  return port;
};

test('an attempt whose connection never completes is hung', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'witness-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const port = await fullPort();
  const settings: PreloadSettings = {
    role: 'web',
    witnessFile: join(folder, 'witness.jsonl'),
    headers: ['x-call-id'],
    projectRoot: folder,
    edits: [],
  };
  const attempt = join(import.meta.dirname, '../fixture/hung-attempt.ts');
  const [node = '', ...args] = nodeCommand(siblingProgram('run-module'), attempt);
  const env = { [settingsVariable]: JSON.stringify(settings), HUNG_PORT: String(port) };
  await run(node, args, { env });
  const lines = readFileSync(settings.witnessFile, 'utf8').trim().split('\n');
  const requests = lines
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter(({ by }) => by !== 'net');
  expect(requests).toMatchObject([
    { class: 'hung', by: 'undici', port, path: '/hung', headers: { 'x-call-id': 'hung' } },
  ]);
});

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
