import { once } from 'node:events';
import { appendFile, cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMaintenance, setMaintenance } from '../maintenance-file.ts';
import { openTestStack, type TestStack } from '../open-test-stack.ts';
import { findProcesses } from '../processes/find-processes.ts';
import { stateDirOf } from '../service-registry.ts';
import { currentVersion } from '../versions/current-version.ts';
import { readPromotion } from './promotion-journal.ts';
import { promotionSteps } from './promotion-steps.ts';

const slowMs = 300_000;
const checkout = join(import.meta.dirname, '..', '..', '..');

let stack: TestStack;
beforeAll(async () => {
  stack = await openTestStack();
  expect(await stack.ha(...stack.startArgs())).toMatchObject({ code: 0, stderr: '' });
}, slowMs);
afterAll(() => stack[Symbol.asyncDispose](), slowMs);

const sessionsOf = (role: string) => join(stateDirOf(stack.folder, role), 'sessions.json');

/** A checkout that differs from ours in a comment: another version. */
async function nextCheckout(name: string): Promise<string> {
  const root = join(stack.folder.root, `checkout-${name}`);
  await cp(join(checkout, 'reference-impl'), join(root, 'reference-impl'), { recursive: true });
  await cp(join(checkout, 'package.json'), join(root, 'package.json'));
  await symlink(join(checkout, 'node_modules'), join(root, 'node_modules'));
  await appendFile(join(root, 'reference-impl', 'services', 'core.ts'), `// ${name}\n`);
  return root;
}

/** Gives the candidate a new version, and state that must never reach live. */
async function deployNext(name: string): Promise<string> {
  const deployed = await stack.ha('deploy', '--from', await nextCheckout(name));
  expect(deployed).toMatchObject({ code: 0, stderr: '' });
  await writeFile(sessionsOf('core'), `{"sessions":{"of live":"${name}"}}`);
  await writeFile(sessionsOf('core-candidate'), '{"sessions":{"of the candidate":1}}');
  return (await currentVersion(stack.folder, 'candidate')) ?? 'none';
}

async function expectPromoted(version: string, name: string): Promise<void> {
  const { folder } = stack;
  expect(await currentVersion(folder, 'live')).toBe(version);
  const running = findProcesses(folder);
  const roles = running.map(({ role }) => role).sort();
  expect(roles).toEqual([...new Set(roles)]);
  for (const role of ['core', 'mcp']) {
    const process = running.find((one) => one.role === role);
    expect(process?.program).toContain(join('versions', version, 'reference-impl'));
  }
  expect(await readMaintenance(folder)).toEqual({ on: false });
  expect((await readPromotion(folder))?.isOpen).toBe(false);
  expect(await readFile(sessionsOf('core'), 'utf8')).toBe(`{"sessions":{"of live":"${name}"}}`);
  const chat = await fetch(`${stack.url('web')}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"text":"ping"}',
  });
  expect(chat.status).toBe(200);
}

/** Runs `ha promote` and kills it the moment it prints a line that fits; says whether it came to that. */
async function promoteKilledAt(line: RegExp): Promise<boolean> {
  const child = stack.begin('promote');
  const ended = once(child, 'close');
  let isKilled = false;
  child.stderr.resume();
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (isKilled || !line.test(text)) return;
    isKilled = child.kill('SIGKILL');
  });
  const [, signal] = await ended;
  return isKilled && signal === 'SIGKILL';
}

const moments = promotionSteps.flatMap(({ name }) => [
  [`the begin of "${name}"`, new RegExp(`^\\d/\\d ${name} …$`)] as const,
  [`the end of "${name}"`, new RegExp(`^\\d/\\d ${name}: (?!done before)`)] as const,
]);

test(
  'G25: promote survives a kill -9 at the begin and the end of every step',
  async () => {
    const version = await deployNext('killed at every step');
    const before = await currentVersion(stack.folder, 'live');
    expect(version).not.toBe(before);
    const cameTo: string[] = [];
    for (const [moment, line] of moments) {
      if (await promoteKilledAt(line)) cameTo.push(moment);
      expect(findProcesses(stack.folder).filter(({ role }) => role === 'web')).toHaveLength(1);
    }
    // The last step is over so soon that the signal may come too late; see the next test.
    const sure = moments.slice(0, -2).map(([moment]) => moment);
    expect(cameTo).toEqual(expect.arrayContaining(sure));
    expect(await stack.ha('promote')).toMatchObject({ code: 0, stderr: '' });
    await expectPromoted(version, 'killed at every step');
  },
  slowMs,
);

test(
  'G25: a promotion cut off in its last step only switches maintenance off',
  async () => {
    const { folder } = stack;
    const lines = (await readFile(folder.promotions, 'utf8')).trimEnd().split('\n');
    const last = await readPromotion(folder);
    const done = lines.findLastIndex((line) => line.includes('"stepDone"'));
    await writeFile(folder.promotions, `${lines.slice(0, done).join('\n')}\n`);
    await setMaintenance(folder, `promotion ${last?.id}`);
    const before = findProcesses(folder).map(({ pid }) => pid);
    const { code, stdout } = await stack.ha('promote');
    expect([code, stdout]).toEqual([0, expect.stringContaining(`with promotion ${last?.id}`)]);
    await expectPromoted((await currentVersion(folder, 'candidate')) ?? '', 'killed at every step');
    expect(findProcesses(folder).map(({ pid }) => pid)).toEqual(before);
  },
  slowMs,
);

const coreOf = (version: string) =>
  findProcesses(stack.folder).filter(
    ({ role, program }) => role === 'core' && program.includes(version),
  );

test.each([
  ['between the stop of live and its start', (from: string) => coreOf(from).length === 0],
  ['as soon as the new live is there', (_: string, to: string) => coreOf(to).length > 0],
])('G25: promote killed %s and repeated once ends right', { timeout: slowMs }, async (...row) => {
  const [name, isMoment] = row;
  const from = (await currentVersion(stack.folder, 'live')) ?? 'none';
  const to = await deployNext(name);
  const child = stack.begin('promote');
  const ended = once(child, 'close');
  child.stdout.resume();
  await expect.poll(() => isMoment(from, to), { timeout: slowMs, interval: 1 }).toBe(true);
  child.kill('SIGKILL');
  expect((await ended)[1]).toBe('SIGKILL');
  const { code, stdout } = await stack.ha('promote');
  expect([code, stdout]).toEqual([0, expect.stringContaining('going on with promotion')]);
  await expectPromoted(to, name);
});

test(
  'G25: an unfinished promotion can be taken back, and leaves maintenance as it was',
  async () => {
    const before = (await currentVersion(stack.folder, 'live')) ?? 'none';
    await deployNext('taken back');
    expect((await stack.ha('maintenance', 'on')).code).toBe(0);
    expect(await promoteKilledAt(/^5\/7 restart live: /)).toBe(true);
    expect(await currentVersion(stack.folder, 'live')).not.toBe(before);
    const back = await stack.ha('promote', '--abort');
    expect([back.code, back.stdout]).toEqual([0, expect.stringContaining(`live runs ${before}`)]);
    expect((await readMaintenance(stack.folder)).on).toBe(true);
    expect((await stack.ha('maintenance', 'off')).code).toBe(0);
    await expectPromoted(before, 'taken back');
    expect((await stack.ha('promote', '--abort')).stderr).toContain('no promotion is unfinished');
  },
  slowMs,
);
