import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startScriptedModels } from '../pipeline/testing/scripted-models.ts';
import { startProgram } from '../serving/start-program.ts';

const patient = { timeout: 25_000 };

/** A pipeline whose third coder waits for models that hang, so that no idea comes to its end. */
async function startPipeline(env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
  const models = await startScriptedModels();
  models.behave(({ reference }) => (reference.includes('coder-3') ? 'hangs' : 'answers'));
  const folders = { DATA_DIR: join(folder, 'd'), SHARED_DIR: join(folder, 's') };
  const program = await startProgram('pipeline', { ...models.env, ...folders, ...env });
  onTestFinished(async () => {
    await program[Symbol.asyncDispose]();
    await models[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  return program;
}

async function startBusy(env: Readonly<Record<string, string>>) {
  const program = await startPipeline(env);
  await fetch(`${program.url}/ideas`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'idea-1', text: 'a login form' }),
  });
  return program;
}

/** Lets a program throw when it gets SIGUSR2. */
const throwing = (statement: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    `process.on('SIGUSR2',()=>{${statement}})`,
  )}`,
});

test.each([
  ['uncaughtException', throwing("throw new Error('boom')")],
  ['unhandledRejection', throwing("Promise.reject(new Error('boom'))")],
])('F6: an %s saves the state first, and exits 1', async (kind, env) => {
  const program = await startBusy(env);
  const isCoding = () => program.events('part').some(({ phase }) => phase === 'done');
  await expect.poll(isCoding, patient).toBe(true);
  program.signal('SIGUSR2');
  expect(await program.exit()).toBe(1);
  expect(program.events('emergency')).toMatchObject([
    { phase: 'begun', kind, reason: `${kind}: boom` },
    { phase: 'resumeWith', command: ['RESUME=true IDEA_ID=idea-1'] },
    { phase: 'ended', code: 1 },
  ]);
  expect(program.events('checkpoint')).toMatchObject([{ ok: true, ideas: ['idea-1'] }]);
});

test('F6: SIGINT is asked for too: the state is saved, and the exit code is 0', async () => {
  const program = await startBusy({});
  program.signal('SIGINT');
  expect(await program.exit()).toBe(0);
  expect(program.events('emergency')[0]).toMatchObject({ reason: 'signal: SIGINT' });
  expect(program.events('checkpoint')).toMatchObject([{ ok: true, ideas: ['idea-1'] }]);
});

test.each([
  ['memory', { MEMORY_LIMIT_PERCENT: '1', RESOURCE_CHECK_MS: '300' }],
  ['disk', { DISK_FREE_LIMIT_PERCENT: '100', RESOURCE_CHECK_MS: '300' }],
  ['timeLimit', { RUN_LIMIT_MS: '30300', RUN_LIMIT_HEADROOM_MS: '30000' }],
])('F6: %s that runs out ends the pipeline with 1, its state saved', async (kind, env) => {
  const program = await startPipeline(env);
  expect(await program.exit()).toBe(1);
  expect(program.events('emergency')[0]).toMatchObject({ phase: 'begun', kind });
  expect(program.events('checkpoint')).toMatchObject([{ part: 'pipeline', ok: true }]);
});

test('U8: a bad setting is refused by name at the start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    ...{ PATH: process.env.PATH, FAILOVER_MIN_SUCCESS_RATE: '2' },
    ...{ PRIME_ENDPOINT: 'http://127.0.0.1:1', DATA_DIR: folder, SHARED_DIR: folder },
  };
  const path = join(import.meta.dirname, 'pipeline.ts');
  const { status, stderr } = spawnSync(process.execPath, [path], { env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining('FAILOVER_MIN_SUCCESS_RATE is "2"'),
  ]);
});

test('F7: an idea that is none is refused with a code and a reason', async () => {
  const pipeline = await startPipeline({});
  const headers = { 'content-type': 'application/json' };
  for (const [body, reason] of [
    ['{"id":"a/b","text":"x"}', 'id: letters, digits'],
    ['{"id":"a"}', 'text: the idea in words'],
    ['[]', 'body: '],
    ['{"text":', 'JSON'],
  ] as const) {
    const answer = await fetch(`${pipeline.url}/ideas`, { method: 'POST', headers, body });
    const error = { code: 'BAD_REQUEST', message: expect.stringContaining(reason) };
    expect([answer.status, await answer.json()]).toMatchObject([400, { error }]);
  }
  expect((await fetch(`${pipeline.url}/ideas/none`)).status).toBe(404);
});
