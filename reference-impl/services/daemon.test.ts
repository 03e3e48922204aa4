import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { LossReport } from '../daemon/create-copier.ts';
import { type StartedProgram, startProgram } from '../serving/start-program.ts';

const patient = { timeout: 20_000 };
const quick = {
  CYCLE_INTERVAL_MS: '30',
  LEASE_MS: '1500',
  RENEW_MS: '100',
  WATCH_MS: '30',
};

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'daemon-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function start(role: 'active' | 'standby', env: Readonly<Record<string, string>>) {
  const program = await startProgram('daemon', {
    ...quick,
    ROLE: role,
    SERVICE_NAME: role,
    ...env,
  });
  onTestFinished(() => program[Symbol.asyncDispose]());
  return program;
}

const checkpointed = (program: StartedProgram) =>
  program.events('checkpointed').map(({ cycle }) => Number(cycle));
const until = (program: StartedProgram, cycles: number) =>
  expect.poll(() => checkpointed(program).length, patient).toBeGreaterThanOrEqual(cycles);
const get = async (program: StartedProgram, path: string) => {
  const answer = await fetch(`${program.url}${path}`);
  return { status: answer.status, text: await answer.text() };
};

test('B2: after a planned stop the standby goes on exactly with the next cycle', async () => {
  const env = { SHARED_DIR: newFolder() };
  const active = await start('active', env);
  await until(active, 3);
  // So long a lease that only the release can be the reason.
  const standby = await start('standby', { ...env, LEASE_MS: '600000' });
  active.signal('SIGTERM');
  expect(await active.exit()).toBe(0);
  await until(standby, 2);
  const cycles = [...checkpointed(active), ...checkpointed(standby)];
  expect(cycles).toEqual(cycles.map((_cycle, place) => place + 1));
  expect(active.events('tenure').at(-1)).toMatchObject({ generation: 1, phase: 'released' });
});

test('B2, B6: after kill -9 at most the cycle without checkpoint runs again', async () => {
  const env = { SHARED_DIR: newFolder() };
  const [active, standby] = [await start('active', env), await start('standby', env)];
  await until(active, 4);
  active.signal('SIGKILL');
  await active.exit();
  await until(standby, 2);
  const last = checkpointed(active).at(-1) ?? 0;
  expect([last, last + 1]).toContain(standby.events('takeover')[0]?.fromCycle);
  const database = new DatabaseSync(join(env.SHARED_DIR, 'daemon', 'gen-2', 'runs.db'));
  const rows = database.prepare('SELECT cycle FROM runs ORDER BY cycle').all();
  database.close();
  const cycles = rows.map(({ cycle }) => cycle);
  expect(cycles).toEqual(cycles.map((_cycle, place) => place + 1));
  expect(cycles.length).toBeGreaterThanOrEqual(last + 2);
});

test('B3: a stopped writer that wakes after a takeover says so and writes no more', async () => {
  const env = { SHARED_DIR: newFolder() };
  const [active, standby] = [await start('active', env), await start('standby', env)];
  await until(active, 2);
  active.signal('SIGSTOP');
  await until(standby, 2);
  active.signal('SIGCONT');
  await expect
    .poll(() => active.events('tenure').at(-1), patient)
    .toMatchObject({ generation: 1, phase: 'lost' });
  await until(standby, 4);
  expect(active.events('tenure').filter(({ phase }) => phase === 'taken')).toHaveLength(1);
  const current = JSON.parse((await get(active, '/current')).text);
  expect(current).toMatchObject({ generation: 2, checkpoint: { generation: 2 } });
});

test('B4, B6: without shared storage the copy serves, and the loss is told', async () => {
  const active = await start('active', { SHARED_DIR: newFolder(), AUTO_TAKEOVER: 'false' });
  await until(active, 3);
  const shared = newFolder();
  const standby = await start('standby', {
    SHARED_DIR: shared,
    AUTO_TAKEOVER: 'false',
    COPY_FROM_ENDPOINT: active.url,
    COPY_INTERVAL_MS: '600000',
  });
  await expect.poll(() => standby.events('copied').length, patient).toBe(1);
  const copied = Number(standby.events('copied')[0]?.cycle);
  await until(active, copied + 4);
  await expect
    .poll(async () => (await ask(active)) - (await seenBy(standby)), patient)
    .toBeLessThan(3);
  active.signal('SIGKILL');
  await active.exit();
  expect(standby.events('tenure')).toEqual([]);

  const answer = await fetch(`${standby.url}/takeover`, { method: 'POST' });
  expect(answer.status).toBe(202);
  // The shape that the route gives.
  const { loss } = (await answer.json()) as { loss: LossReport };
  const done = checkpointed(active).at(-1) ?? 0;
  expect(loss.copiedCycle).toBe(copied);
  expect(loss.lostAtLeast).toBe(loss.lastSeenCycle - copied);
  expect(done - copied).toBeGreaterThanOrEqual(loss.lostAtLeast);
  expect(done - copied).toBeLessThanOrEqual(loss.lostAtMost);
  await until(standby, 1);
  expect(standby.events('takeover')[0]).toMatchObject({ fromCycle: copied, generation: 2 });
  expect(readdirSync(join(shared, 'daemon', 'gen-2', 'output')).length).toBeGreaterThan(copied);
});

const ask = async (program: StartedProgram) =>
  Number(JSON.parse((await get(program, '/current')).text).checkpoint.cycle);
const seenBy = async (program: StartedProgram) => {
  const { text } = await get(program, '/metrics');
  return Number(/^daemon_seen_cycle (\d+)$/m.exec(text)?.[1] ?? 0);
};

test('B4: where the lock decides, no person can', async () => {
  const active = await start('active', { SHARED_DIR: newFolder() });
  const answer = await fetch(`${active.url}/takeover`, { method: 'POST' });
  expect(answer.status).toBe(409);
});

test('B5: /live fails when the loop hangs; it answers all the same', async () => {
  const shared = newFolder();
  // A cycle can only be as quick as its effect: a pipe that nobody reads holds it up for ever.
  const effects = join(shared, 'effects');
  mkdirSync(effects);
  const active = await start('active', { SHARED_DIR: shared, LOOP_LIMIT_MS: '400' });
  await until(active, 1);
  expect((await get(active, '/live')).status).toBe(200);
  const next = checkpointed(active).length + 8;
  spawnSync('/usr/bin/env', ['mkfifo', join(effects, `cycle-${next}.json`)]);
  await expect.poll(async () => (await get(active, '/live')).status, patient).toBe(503);
  expect((await get(active, '/live')).text).toContain('the cycle hangs');
});

test('B5: /ready fails without storage, database or configuration; /live stays good', async () => {
  const shared = newFolder();
  const config = join(newFolder(), 'daemon.json');
  writeFileSync(config, '{"max_checkpoint_history": 7}');
  const active = await start('active', { SHARED_DIR: shared, CONFIG_FILE: config });
  await until(active, 2);
  const ready = async () => (await get(active, '/ready')).text;
  expect(JSON.parse(await ready())).toMatchObject({ able: true });

  rmSync(config);
  expect(await ready()).toContain('CONFIG_FILE');
  writeFileSync(config, '{"max_checkpoint_history": 0}');
  expect(await ready()).toContain('max_checkpoint_history is 0; allowed: a whole number');
  writeFileSync(config, '{}');
  expect(JSON.parse(await ready())).toMatchObject({ able: true });

  rmSync(join(shared, 'daemon', 'gen-1', 'runs.db'));
  expect(await ready()).toContain('runs.db is unavailable');
  rmSync(join(shared, 'daemon'), { recursive: true, maxRetries: 20 });
  expect(await ready()).toContain('cannot be written: ENOENT');
  expect((await get(active, '/live')).status).toBe(200);
});

test('B5: /metrics tells in Prometheus text who writes and how far', async () => {
  const env = { SHARED_DIR: newFolder() };
  const [active, standby] = [await start('active', env), await start('standby', env)];
  await until(active, 2);
  const { status, text } = await get(active, '/metrics');
  expect(status).toBe(200);
  expect(text).toMatch(/^# TYPE daemon_is_writer gauge$/m);
  expect(text).toMatch(/^daemon_is_writer 1$/m);
  expect(text).toMatch(/^daemon_last_cycle [1-9]\d*$/m);
  expect((await get(standby, '/metrics')).text).toMatch(/^daemon_is_writer 0$/m);
});

test.each([
  [{ OUTPUT_DIR: '/tmp/elsewhere' }, 'OUTPUT_DIR is "/tmp/elsewhere"; allowed: a relative path'],
  [{ DB_PATH: '../runs.db' }, 'DB_PATH is "../runs.db"; allowed: a relative path'],
  [{ ROLE: 'king' }, 'ROLE is "king"; allowed: one of active, standby'],
  [{ CONFIG_FILE: '/none.json' }, 'CONFIG_FILE is "/none.json"; allowed: a JSON file'],
])('B6: %o is refused by name at the start', (bad, message) => {
  const env = { PATH: process.env.PATH, SHARED_DIR: newFolder(), ...bad };
  const path = join(import.meta.dirname, 'daemon.ts');
  const { status, stderr } = spawnSync(process.execPath, [path], { env, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});
