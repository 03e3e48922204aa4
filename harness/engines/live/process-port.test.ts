import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { EventDraft } from '../../core/history.ts';
import { createProcessPort } from './process-port.ts';
import { ServiceKeeper } from './service-keeper.ts';
import { createStepWindows } from './step-windows.ts';

const program = `
  require('node:net').createServer().listen(process.env.PORT, '127.0.0.1');
  process.on('SIGTERM', () => {});
`;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};

const newKeeper = async (gate: (open: boolean) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'process-port-test-'));
  const port = await freePort();
  const events: EventDraft[] = [];
  const keeper = new ServiceKeeper({
    service: {
      role: 'one',
      run: { kind: 'command', argv: [] },
      listen: [{ env: 'PORT' }],
      ready: { kind: 'tcp' },
      restart: 'no',
    },
    argv: [process.execPath, '-e', program],
    cwd: folder,
    env: { PORT: String(port) },
    host: '127.0.0.1',
    port,
    readyLimitMs: 20_000,
    logPath: (life) => join(folder, `${life}.log`),
    gate,
    state: () => {},
    record: (event) => void events.push(event),
    onLine: () => {},
    onPid: () => {},
    onUnplannedExit: () => {},
  });
  onTestFinished(async () => {
    await keeper.end(0);
    rmSync(folder, { recursive: true });
  });
  await keeper.bringUp();
  const keepers = new Map([['one', keeper]]);
  const windows = createStepWindows(() => 0);
  const ports = createProcessPort({ keepers, windows, fail: () => {} });
  const happened = () => events.flatMap((event) => (event.type === 'process' ? [event.what] : []));
  return { ports, happened, keeper };
};

test('a planned kill closes the links before the process dies', async () => {
  const closing = Promise.withResolvers<void>();
  const gate = vi.fn((open: boolean) => (open ? Promise.resolve() : closing.promise));
  const { ports, happened } = await newKeeper(gate);
  const killed = ports.kill('one', 1);
  await vi.waitFor(() => expect(gate).toHaveBeenLastCalledWith(false));
  expect(happened()).toEqual(['started', 'ready']);
  closing.resolve();
  await killed;
  expect(happened()).toEqual(['started', 'ready', 'exited']);
});

test('a run that ends kills a service that does not want to, and starts no other life', async () => {
  const { ports, happened, keeper } = await newKeeper(async () => {});
  const heal = await ports.terminate('one', 1, { twice: false });
  await keeper.end(1);
  await heal();
  expect(happened()).toEqual(['started', 'ready', 'terminated', 'exited']);
  expect(keeper.lives).toBe(1);
});

test('an unknown role is named', async () => {
  const { ports } = await newKeeper(async () => {});
  await expect(ports.kill('two', 1)).rejects.toThrow('two: it is no process of this engine');
});
