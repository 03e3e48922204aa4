import { once } from 'node:events';
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { findToxiproxy, toxiproxyVersion } from './find-toxiproxy.ts';
import { startToxiproxy } from './start-toxiproxy.ts';
import { startToxiproxyChild } from './start-toxiproxy-child.ts';
import { createToxiproxyDriver } from './toxiproxy-driver.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-tools-'));
const servers: Server[] = [];
let programs = 0;

function program(text: string): string {
  const path = join(folder, `program-${++programs}`);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('starting Toxiproxy', () => {
  const realFits = findToxiproxy()?.version === toxiproxyVersion;
  const backends = realFits ? (['embedded', 'real'] as const) : (['embedded'] as const);

  it.each(backends)('starts the %s one, which answers until it is closed', async (backend) => {
    const running = await startToxiproxy({ backend, port: 0 });
    const driver = createToxiproxyDriver(running.url);
    expect(running).toMatchObject({ backend, version: toxiproxyVersion });
    expect(await driver.version()).toBe(toxiproxyVersion);
    await running.close();
    await expect(driver.version()).rejects.toThrow('ECONNREFUSED');
  });

  it('refuses a named program of another version, telling found and expected', async () => {
    vi.stubEnv('HOLDFAST_TOXIPROXY', program('echo toxiproxy-server version 2.1.5'));
    for (const backend of ['auto', 'real'] as const) {
      const start = startToxiproxy({ backend, port: 0 });
      await expect(start).rejects.toThrow(/is 2\.1\.5, expected 2\.12\.0.*doctor --install/);
    }
  });

  it('takes the embedded one when the PATH offers another version, and says so', async () => {
    const path = program('echo toxiproxy-server version 2.1.5');
    renameSync(path, join(folder, 'toxiproxy-server'));
    vi.stubEnv('PATH', folder);
    vi.stubEnv('HOLDFAST_TOXIPROXY', '');
    const running = await startToxiproxy({ backend: 'auto', port: 0 });
    expect(running.backend).toBe('embedded');
    expect(running.note).toContain('is 2.1.5, expected 2.12.0');
    await running.close();
    rmSync(join(folder, 'toxiproxy-server'));
  });

  it('names a program that does not exist', async () => {
    vi.stubEnv('HOLDFAST_TOXIPROXY', '/no/such/toxiproxy');
    const start = startToxiproxy({ backend: 'real', port: 0 });
    await expect(start).rejects.toThrow('HOLDFAST_TOXIPROXY names /no/such/toxiproxy');
  });

  it.each(['embedded', 'child'] as const)('tells that the port is taken (%s)', async (kind) => {
    const port = await listening(createServer((socket) => socket.destroy()));
    const start =
      kind === 'embedded'
        ? startToxiproxy({ backend: 'embedded', port })
        : startToxiproxyChild({ path: program('exec sleep 60'), port });
    await expect(start).rejects.toThrow(new RegExp(`port ${port} on 127\\.0\\.0\\.1.*is taken`));
  });

  it('tells which Toxiproxy has the port', async () => {
    const other = createHttpServer((_, response) => response.end('{"version": "2.5.0"}'));
    const port = await listening(other);
    const start = startToxiproxyChild({ path: program('exec sleep 60'), port });
    await expect(start).rejects.toThrow('is taken by a Toxiproxy 2.5.0');
  });

  it('shows the last lines of a program that ends at once', async () => {
    const logPath = join(folder, 'log');
    const path = program('echo cannot find the flux capacitor; exit 7');
    const start = startToxiproxyChild({ path, port: 0, logPath });
    await expect(start).rejects.toThrow(/ended \(7\)\n.*flux capacitor/);
  });
});

describe('the driver', () => {
  it('keeps the text and status of an error', async () => {
    const running = await startToxiproxy({ backend: 'embedded', port: 0 });
    const call = createToxiproxyDriver(`${running.url}/`).removeToxic('web>core', 'x');
    await expect(call).rejects.toMatchObject({
      status: 404,
      message: expect.stringMatching(/DELETE .*\/proxies\/web%3Ecore\/toxics\/x: proxy not found$/),
    });
    await running.close();
  });

  it('gives up on a server that does not answer', async () => {
    const port = await listening(createServer(() => {}));
    const driver = createToxiproxyDriver(`http://127.0.0.1:${port}`, { timeoutMs: 50 });
    await expect(driver.list()).rejects.toThrow('no answer within 50 ms');
  });

  it('does not send attributes that crash the real server, nor names without a path', async () => {
    const seen: (string | undefined)[] = [];
    const port = await listening(
      createHttpServer((request, response) => {
        seen.push(request.url);
        response.end('{}');
      }),
    );
    const driver = createToxiproxyDriver(`http://127.0.0.1:${port}`);
    const toxic = { name: 't', type: 'bandwidth', stream: 'upstream' } as const;
    const bad = driver.addToxic('p', { ...toxic, attributes: { rate: -1 } });
    await expect(bad).rejects.toThrow('toxic t is not sent: bandwidth: rate');
    const unnameable = driver.createProxy({ name: 'a/b', listen: '', upstream: '' });
    await expect(unnameable).rejects.toThrow('use a name without "/"');
    expect(seen).toEqual([]);
  });

  it.each(['embedded', 'auto'] as const)(
    'makes, lists, changes and removes (%s)',
    async (backend) => {
      const running = await startToxiproxy({ backend, port: 0 });
      const driver = createToxiproxyDriver(running.url);
      const name = 'web>core #1';
      const upstream = '127.0.0.1:1';
      const made = await driver.createProxy({ name, listen: '127.0.0.1:0', upstream });
      expect(made.listen).toMatch(/:[1-9]\d*$/);
      const toxic = { name: 'step 3', type: 'timeout', stream: 'upstream' } as const;
      await driver.addToxic(name, { ...toxic, attributes: { timeout: 0 } });
      expect(await driver.toxics(name)).toMatchObject([{ ...toxic, toxicity: 1 }]);
      expect((await driver.setEnabled(name, false)).enabled).toBe(false);
      expect(await driver.list()).toMatchObject([{ name, enabled: false, toxics: [toxic] }]);
      await driver.removeToxic(name, 'step 3');
      expect(await driver.toxics(name)).toEqual([]);
      await driver.deleteProxy(name);
      expect(await driver.list()).toEqual([]);
      await running.close();
    },
  );
});
