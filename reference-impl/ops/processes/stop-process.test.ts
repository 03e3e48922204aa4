import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';
import { stopProcess } from './stop-process.ts';

async function start(script: string): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const child = spawn(process.execPath, ['-e', `${script}; console.log('up')`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout) await once(child.stdout, 'data');
  const identity = identityOf(child.pid ?? 0);
  if (identity === undefined) throw new Error('the child is gone');
  return { child, identity };
}

test('G25: a process that obeys SIGTERM is stopped', async () => {
  const { child, identity } = await start('setInterval(() => {}, 1000)');
  expect(await stopProcess(identity, 20_000)).toBe('stopped');
  expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGTERM');
});

test('G25, G22: a process that ignores SIGTERM is killed at the end of the grace', async () => {
  const { child, identity } = await start(
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)",
  );
  expect(await stopProcess(identity, 50)).toBe('killed');
  expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
});

test('G25: a process with the pid of one that is gone is left alone', async () => {
  const { identity } = await start('setInterval(() => {}, 1000)');
  expect(await stopProcess({ ...identity, startedAt: 'long ago' }, 50)).toBe('gone already');
  expect(isAlive(identity)).toBe(true);
});
