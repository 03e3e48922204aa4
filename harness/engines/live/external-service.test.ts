import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { begun, createTinyEngine, exchangesOn, tinyServices } from './fixture/tiny-engine.ts';
import { operationsAt } from './fixture/tiny-job.ts';
import { siblingProgram } from './sibling-program.ts';

const { engine, jobOf, forget } = createTinyEngine(20_000);
afterAll(forget);

/** Starts the back service as somebody else would, outside of any run. */
const startBack = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'external-test-'));
  mkdirSync(join(folder, 'effects'));
  writeFileSync(join(folder, 'model.txt'), 'model');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const program = join(import.meta.dirname, 'fixture/back.ts');
  const child = spawn(process.execPath, [siblingProgram('run-module'), program], {
    env: { PORT: String(port), DATA_DIR: folder },
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  });
  return { url: `http://localhost:${port}`, child };
};

test('a service of somebody else is reached through its links, and is left running', async () => {
  const { url, child } = await startBack();
  const { front, back } = tinyServices();
  const external = { ...back, run: { kind: 'external', url } as const, listen: [] };
  const job = jobOf('external', { stack: { services: [front, external] } });
  const events = await engine.host(job, async (world) => {
    await begun(world, job);
    const heal = await world.ports.tcp.refuse('front>back', 5);
    await world.load(operationsAt('by-http', 0), job.signal);
    await heal();
    await world.load(operationsAt('again', 0), job.signal);
    await expect(world.ports.process.kill('back', 6)).rejects.toThrow('no process of this engine');
    await world.finish();
    return world.events();
  });
  const inner = exchangesOn(events, 'front>back');
  expect(inner.find((one) => one.key === 'by-http-1')).toMatchObject({
    class: 'refused',
    steps: [5],
  });
  expect(inner.find((one) => one.key === 'again-1')).toMatchObject({ class: 'answered' });
  expect(child.exitCode).toBeNull();
  expect(child.signalCode).toBeNull();
});
