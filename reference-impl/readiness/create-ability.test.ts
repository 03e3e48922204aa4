import { mkdir, mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import FakeTimers from '@sinonjs/fake-timers';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createAbility } from './create-ability.ts';
import { folderWritable } from './folder-writable.ts';
import { startModelLoad } from './lazy-model.ts';
import { nameResolves } from './name-resolves.ts';
import { sessionsPresent } from './sessions-present.ts';

const openFolder = () => mkdtempDisposable(join(tmpdir(), 'ability-'));

test('H3: able means that every check passes; else each reason is said', async () => {
  const lacks = ['no model', undefined, 'no folder'];
  const checks = lacks.map((lack) => async () => lack);
  const ability = createAbility(checks, { timeoutMs: 1000, log: createMemoryLog() });
  expect(await ability()).toEqual({ able: false, reasons: ['no model', 'no folder'] });
  lacks.fill(undefined);
  const good = createAbility([async () => undefined], { timeoutMs: 1000, log: createMemoryLog() });
  expect(await good()).toEqual({ able: true, reasons: [] });
});

test('H4: only changes of ability are logged', async () => {
  const log = createMemoryLog();
  let lack: string | undefined;
  const ability = createAbility([async () => lack], { timeoutMs: 1000, log });
  for (const next of [undefined, undefined, 'broken', 'broken', undefined]) {
    lack = next;
    await ability();
  }
  expect(log.events('ready').map(({ able }) => able)).toEqual([true, false, true]);
});

test('H3: being able is believed for a while, being unable is looked at again each time', async () => {
  const clock = FakeTimers.install({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  try {
    let looks = 0;
    let lack: string | undefined = 'no folder';
    const check = async () => {
      looks += 1;
      return lack;
    };
    const log = createMemoryLog();
    const ability = createAbility([check], { timeoutMs: 1000, freshMs: 500, log });
    await ability();
    await ability();
    expect(looks).toBe(2);
    lack = undefined;
    await ability();
    clock.tick(499);
    lack = 'broken again';
    expect((await ability()).able).toBe(true);
    expect(looks).toBe(3);
    clock.tick(1);
    expect((await ability()).able).toBe(false);
  } finally {
    clock.uninstall();
  }
});

test('H3: a check that hangs is a reason, and is not begun a second time', async () => {
  let begun = 0;
  const hang = () => {
    begun += 1;
    return new Promise<undefined>(() => undefined);
  };
  const ability = createAbility([hang], { timeoutMs: 10, log: createMemoryLog() });
  for (let look = 0; look < 2; look += 1) {
    expect((await ability()).reasons).toEqual(['a readiness check took longer than 10 ms']);
  }
  expect(begun).toBe(1);
});

test('H3: a shared folder must be there and take a file', async () => {
  await using folder = await openFolder();
  const path = join(folder.path, 'timeline');
  const check = folderWritable(path, 'core');
  expect(await check()).toContain('ENOENT');
  await mkdir(path);
  expect(await check()).toBeUndefined();
  await rm(path, { recursive: true });
  await writeFile(path, 'a file in its place');
  expect(await check()).toContain('ENOTDIR');
});

test.each([
  ['missing', undefined, 'ENOENT'],
  ['empty', '', 'damaged'],
  ['cut', '{"sessions":', 'damaged'],
  ['no object', '7', 'damaged'],
])('H3: session state that is %s is named', async (_name, text, reason) => {
  await using folder = await openFolder();
  const path = join(folder.path, 'sessions.json');
  if (text !== undefined) await writeFile(path, text);
  expect(await sessionsPresent(path)()).toContain(reason);
  await writeFile(path, '{}');
  expect(await sessionsPresent(path)()).toBeUndefined();
});

test('H3: a name that does not resolve is named with its variable', async () => {
  expect(await nameResolves('PRIME_ENDPOINT', 'http://127.0.0.1:1')()).toBeUndefined();
  expect(await nameResolves('PRIME_ENDPOINT', 'http://[::1]:1')()).toBeUndefined();
  // A label of 70 characters is no name at all, so that no resolver has to be asked.
  const unknown = 'x'.repeat(70);
  const reason = await nameResolves('PRIME_ENDPOINT', `http://${unknown}:1`)();
  expect(reason).toContain(`PRIME_ENDPOINT: the name ${unknown} does not resolve`);
});

test.each([
  ['whole', '{"name":"m","preamble":""}', 'loaded'],
  ['corrupt', '{"name":', 'failed'],
  ['of another shape', '{"title":"m"}', 'failed'],
  ['missing', undefined, 'failed'],
])('H3: a model file that is %s ends the load as it must', async (_name, text, kind) => {
  await using folder = await openFolder();
  const path = join(folder.path, 'model.json');
  if (text !== undefined) await writeFile(path, text);
  const model = startModelLoad(path, 0);
  expect(model().kind).toBe('loading');
  await expect.poll(() => model().kind).toBe(kind);
});
