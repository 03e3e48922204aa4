import { once } from 'node:events';
import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashState } from '../sync/hash-state.ts';
import { openTestStack, type TestStack } from './open-test-stack.ts';
import { findProcesses } from './processes/find-processes.ts';
import { stateDirOf } from './service-registry.ts';

const slowMs = 300_000;

let stack: TestStack;
beforeAll(async () => {
  stack = await openTestStack();
  const started = await stack.ha(...stack.startArgs('--set', 'READINESS=shallow'));
  expect(started).toMatchObject({ code: 0, stderr: '' });
}, slowMs);
afterAll(() => stack[Symbol.asyncDispose](), slowMs);

const file = (...names: readonly string[]) => join(stack.folder.root, ...names);
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function chat(key: string) {
  const answer = await fetch(`${stack.url('web')}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-idempotency-key': key },
    body: JSON.stringify({ text: 'ping' }),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('G25: the commands on a stack that was started by hand', { timeout: slowMs }, () => {
  test('G25: the started stack answers, and status shows it whole', async () => {
    expect(await chat('k1')).toMatchObject({ status: 200, body: { answer: 'pong' } });
    await expect
      .poll(async () => (await stack.ha('status')).stdout, { timeout: slowMs, interval: 500 })
      .toContain('HA state: active');
    const { code, stdout } = await stack.ha('status', '--json');
    expect(code).toBe(0);
    const { services } = JSON.parse(stdout);
    expect(services.map(({ state }: { state: string }) => state)).toEqual(
      services.map(() => 'ready'),
    );
  });

  test('G25: a second start, and a start on taken ports, change nothing and say why', async () => {
    const before = findProcesses(stack.folder).map(({ pid }) => pid);
    const again = await stack.ha('start');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('already running') });
    await using other = await openTestStack();
    const taken = await other.ha('start', '--port-base', String(stack.portBase));
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain(`port ${stack.portBase} (web)`);
    expect(findProcesses(other.folder)).toEqual([]);
    expect(findProcesses(stack.folder).map(({ pid }) => pid)).toEqual(before);
  });

  test('G25, G6, G20: maintenance is a file, and while it is there sync refuses', async () => {
    expect(await stack.ha('maintenance', 'on')).toMatchObject({ code: 0 });
    expect(await isThere(file('shared', 'ha_maintenance'))).toBe(true);
    const state = async () => (await stack.ha('status')).stdout;
    expect(await state()).toMatch(/maintenance: on for .* by/);
    const sync = await stack.ha('sync');
    expect(sync).toMatchObject({ code: 1, stderr: expect.stringContaining('maintenance') });
    expect((await stack.ha('maintenance', 'off')).stdout).toContain('maintenance is off');
    expect(await isThere(file('shared', 'ha_maintenance'))).toBe(false);
  });

  test('G25, G18: sync makes the candidate like live and leaves live alone', async () => {
    const [live, candidate] = [
      stateDirOf(stack.folder, 'core'),
      stateDirOf(stack.folder, 'core-candidate'),
    ];
    // Else the watchdog's own sync would do the work.
    await stack.ha('stop', 'orchestrator');
    await writeFile(join(live, 'sessions.json'), '{"sessions":{"s1":{}}}');
    const before = await hashState(live);
    expect(await stack.ha('sync')).toMatchObject({ code: 0 });
    expect(await readFile(join(candidate, 'sessions.json'), 'utf8')).toContain('s1');
    expect(await stack.ha('sync', '--full')).toMatchObject({ code: 0 });
    expect(await hashState(candidate)).toBe(before);
    expect(await hashState(live)).toBe(before);
    expect((await stack.ha('sync', '--full', '--incremental')).code).toBe(2);
    expect((await stack.ha('start', 'orchestrator')).code).toBe(0);
  });

  test('G23, G25: checkpoint writes both parts, and says so when core is down', async () => {
    const written = await stack.ha('checkpoint');
    expect(written).toMatchObject({ code: 0, stdout: 'cognitive written; journal written\n' });
    expect(await isThere(file('state', 'core', 'prime.md'))).toBe(true);
    expect((await stack.ha('stop', 'core')).stdout).toBe('core: stopped\n');
    const down = await stack.ha('checkpoint');
    expect(down).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be reached') });
    expect((await stack.ha('start')).stdout).toMatch(/core .*started\n/);
  });

  test('G25: what is unknown is wrong usage, and a folder without a stack is said to be', async () => {
    expect((await stack.ha('frobnicate')).code).toBe(2);
    expect((await stack.ha('maintenance', 'perhaps')).code).toBe(2);
    expect((await stack.ha('start', 'no-such-service')).code).toBe(2);
    expect((await stack.ha('--dir', file('empty'), 'status')).code).toBe(3);
  });
});

describe('H2: the doctor', { timeout: slowMs }, () => {
  test('H2: a sound stack passes in all nine categories; the last line counts', async () => {
    await stack.ha('sync');
    const { code, stdout } = await stack.ha('doctor', '--json');
    const { findings, summary } = JSON.parse(stdout);
    const categories = new Set(findings.map((one: { category: string }) => one.category));
    expect([...categories]).toEqual([
      ...['processes', 'ports', 'health', 'failover', 'shared folders', 'maintenance', 'drift'],
      ...['queue and checkpoints', 'ability', 'tools and disk'],
    ]);
    expect(findings.filter(({ status }: { status: string }) => status === 'fail')).toEqual([]);
    expect([code, summary]).toEqual([0, expect.stringMatching(/^\d+ passed, \d+ warnings, 0 f/)]);
    expect((await stack.ha('doctor')).stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^\d+ passed, \d+ warnings, 0 failures$/,
    );
  });

  test('H2: it fails while a service is gone or a folder is missing, and fixes the folder', async () => {
    await rm(file('shared', 'council'), { recursive: true });
    const ill = await stack.ha('doctor');
    expect(ill.code).toBe(1);
    expect(ill.stdout).toContain('council is missing');
    const fixed = await stack.ha('doctor', '--fix');
    expect(fixed).toMatchObject({ code: 0, stdout: expect.stringContaining('fixed: made ') });
    expect(await isThere(file('shared', 'council'))).toBe(true);
    const mcp = findProcesses(stack.folder).find(({ role }) => role === 'mcp-candidate');
    process.kill(mcp?.pid ?? 0, 'SIGKILL');
    await expect
      .poll(async () => (await stack.ha('doctor')).stdout, { timeout: slowMs, interval: 500 })
      .toMatch(/FAIL mcp-candidate +process \d+ ended by itself/);
    expect((await stack.ha('start', 'mcp-candidate')).code).toBe(0);
  });

  test('H2: a forgotten maintenance flag is removed after a yes only', async () => {
    await writeFile(file('shared', 'ha_maintenance'), 'promotion long-ago\n');
    const asked = await stack.ha('doctor', '--fix');
    expect(asked.stdout).toContain('not fixed, needs a yes (--yes): switched maintenance off');
    expect(await isThere(file('shared', 'ha_maintenance'))).toBe(true);
    const agreed = await stack.ha('doctor', '--fix', '--yes');
    expect(agreed.stdout).toContain('fixed: switched maintenance off');
    expect(await isThere(file('shared', 'ha_maintenance'))).toBe(false);
  });

  test('H3, H5: a standby that is healthy but drops its work is found by a probe packet', async () => {
    // It claims to be ready whatever is broken, and the lazy load of its model fails.
    const model = file('state', 'core-candidate', 'model.json');
    const sound = await readFile(model, 'utf8');
    await writeFile(model, 'no model');
    await stack.ha('stop', 'core-candidate');
    await stack.ha('start', 'core-candidate');
    expect((await fetch(`${stack.url('core-candidate')}/health`)).status).toBe(200);
    const { code, stdout } = await stack.ha('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/ok {3}core-candidate +healthy/);
    expect(stdout).toMatch(/FAIL core-candidate +is healthy but cannot work: .*dropped/);
    await writeFile(model, sound);
    await stack.ha('stop', 'core-candidate');
    await stack.ha('start', 'core-candidate');
    expect((await stack.ha('doctor')).stdout).toMatch(/ok {3}core-candidate +answered a probe/);
  });

  test('H5: a probe packet leaves nothing behind', async () => {
    expect((await stack.ha('doctor')).stdout).toContain('answered a probe packet');
    for (const name of ['effects', 'tool_effects']) {
      const left = await readdir(file('shared', name));
      expect(left.filter((one) => one.startsWith('probe'))).toEqual([]);
    }
  });
});

test(
  'G25: stop ends exactly its own processes, then says that nothing runs',
  async () => {
    const own = findProcesses(stack.folder);
    const bystander = createServer().listen(0, '127.0.0.1');
    await once(bystander, 'listening');
    const stopped = await stack.ha('stop');
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    for (const { role } of own) expect(stopped.stdout).toContain(`${role}: stopped`);
    expect(findProcesses(stack.folder)).toEqual([]);
    expect(bystander.listening).toBe(true);
    bystander.close();
    expect(await stack.ha('stop')).toMatchObject({ code: 3, stderr: 'ha: nothing is running\n' });
    expect((await stack.ha('status')).code).toBe(3);
  },
  slowMs,
);
