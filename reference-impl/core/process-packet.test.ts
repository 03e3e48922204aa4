import { mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CallFailed } from '../client/call-failed.ts';
import { type ToolClient, ToolRefused } from '../client/tool-client.ts';
import type { Completion } from '../inference/completion.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { watchDependencies } from '../readiness/watch-dependencies.ts';
import { PacketRefused } from './packet-refused.ts';
import { createPacketProcessor } from './process-packet.ts';

const packet = { key: 'k1', text: 'hello', source: 'chat' as const };

interface Others {
  complete(prompt: string): Promise<Completion>;
  callTool: ToolClient['callTool'];
}

/** A live core and a candidate over one shared folder, with stand-ins for what they call. */
async function openCores(more: Partial<Others> = {}) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'effects-'));
  const counts = { inferences: 0, tools: 0 };
  const log = createMemoryLog();
  const dependencies = watchDependencies(['prime', 'mcp']);
  const build = (serviceName: string) =>
    createPacketProcessor({
      effectsDir: folder.path,
      serviceName,
      models: {
        name: 'stand-in',
        complete: async ({ prompt }) => {
          counts.inferences += 1;
          if (more.complete) return more.complete(prompt);
          return { text: `answer to ${prompt}`, model: 'm' };
        },
      },
      tools: {
        request: () => Promise.reject(new Error('not used')),
        close: () => undefined,
        callTool: async (call) => {
          counts.tools += 1;
          return more.callTool?.(call);
        },
      },
      promptOf: (text) => text.toUpperCase(),
      ...{ dependencies, log },
    });
  const stored = async () => JSON.parse(await readFile(join(folder.path, 'k1.json'), 'utf8'));
  return {
    ...{ path: folder.path, counts, log, dependencies, stored },
    live: build('core'),
    candidate: build('core-candidate'),
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}

async function refusalOf(work: Promise<unknown>): Promise<PacketRefused> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PacketRefused)) throw new Error(`expected PacketRefused, found ${error}`);
  return error;
}

test('a packet is inferred, remembered under its key and published', async () => {
  let remembered: unknown;
  await using cores = await openCores({
    callTool: async (call) => {
      remembered = call;
    },
  });
  expect(await cores.live(packet)).toEqual({
    key: 'k1',
    answer: 'answer to HELLO',
    model: 'm',
    executedBy: 'core',
    replayed: false,
  });
  expect(remembered).toEqual({ name: 'remember', args: { text: 'hello' }, key: 'k1' });
  expect(await cores.stored()).toMatchObject({
    key: 'k1',
    text: 'hello',
    answer: 'answer to HELLO',
    executedBy: 'core',
    executionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    at: expect.any(Number),
  });
});

test('ruling 7: a key comes back with its first answer, on whichever core', async () => {
  await using cores = await openCores();
  await cores.live(packet);
  expect(await cores.candidate(packet)).toMatchObject({ executedBy: 'core', replayed: true });
  expect(await cores.live(packet)).toMatchObject({ executedBy: 'core', replayed: true });
  expect(cores.counts).toEqual({ inferences: 1, tools: 1 });
});

test('ruling 7: packets of one key at the same time share one execution', async () => {
  const { promise, resolve } = Promise.withResolvers<Completion>();
  await using cores = await openCores({ complete: () => promise });
  const all = [cores.live(packet), cores.live(packet), cores.live(packet)];
  resolve({ text: 'one', model: 'm' });
  const answers = await Promise.all(all);
  expect(answers.map(({ replayed }) => replayed)).toEqual([false, true, true]);
  expect(cores.counts).toEqual({ inferences: 1, tools: 1 });
});

test('ruling 7: when both cores execute a key, one effect stands and both answer it', async () => {
  const waiting: ((completion: Completion) => void)[] = [];
  await using cores = await openCores({
    complete: () => new Promise((resolve) => waiting.push(resolve)),
  });
  const both = [cores.live(packet), cores.candidate(packet)];
  await expect.poll(() => waiting.length).toBe(2);
  for (const [at, resolve] of waiting.entries()) resolve({ text: `answer ${at}`, model: 'm' });
  const [one, other] = await Promise.all(both);
  const { answer, executedBy } = await cores.stored();
  expect(one).toMatchObject({ answer, executedBy });
  expect(other).toMatchObject({ answer, executedBy });
  expect([one?.replayed, other?.replayed].sort()).toEqual([false, true]);
  expect(await readdir(cores.path)).toEqual(['k1.json']);
});

test('a key that comes back with another text is refused, stored or running', async () => {
  const { promise, resolve } = Promise.withResolvers<Completion>();
  await using cores = await openCores({ complete: () => promise });
  const running = cores.live(packet);
  const other = { ...packet, text: 'other' };
  expect(await refusalOf(cores.live(other))).toMatchObject({ status: 409, code: 'KEY_REUSED' });
  resolve({ text: 'one', model: 'm' });
  await running;
  expect(await refusalOf(cores.candidate(other))).toMatchObject({ status: 409 });
});

const failed = (outcome: CallFailed['outcome']) =>
  new CallFailed({ callId: 'c', outcome, attempts: 1, target: 'http://there' });
const timedOut = failed({ kind: 'timedOut', phase: 'read', limitMs: 20 });
const refused = failed({ kind: 'notDelivered', code: 'ECONNREFUSED', message: 'refused' });

test.each<[string, Partial<Others>, object]>([
  [
    'an inference over its limit',
    { complete: () => Promise.reject(timedOut) },
    { status: 500, code: 'INFERENCE_TIMEOUT', message: expect.stringContaining('20 ms') },
  ],
  [
    'no model at all',
    { complete: () => Promise.reject(refused) },
    { status: 503, code: 'NO_MODEL', message: expect.stringContaining('ECONNREFUSED') },
  ],
  [
    'a tool over its limit',
    { callTool: () => Promise.reject(timedOut) },
    { status: 500, code: 'TOOL_TIMEOUT' },
  ],
  [
    'no tool server',
    { callTool: () => Promise.reject(refused) },
    { status: 503, code: 'NO_TOOLS' },
  ],
  [
    'a tool that says no',
    { callTool: () => Promise.reject(new ToolRefused(-32_602, 'no')) },
    { status: 500, code: 'TOOL_REFUSED' },
  ],
])('G9: %s is told with its reason, and leaves no effect', async (_name, others, refusal) => {
  await using cores = await openCores(others);
  expect(await refusalOf(cores.live(packet))).toMatchObject(refusal);
  expect(await readdir(cores.path)).toEqual([]);
  expect(cores.log.events('execution').at(-1)).toMatchObject({ key: 'k1', phase: 'failed' });
});

test('a failed execution is not remembered: the next delivery tries again', async () => {
  let isDown = true;
  const complete = async () => {
    if (isDown) throw refused;
    return { text: 'up again', model: 'm' };
  };
  await using cores = await openCores({ complete });
  await refusalOf(cores.live(packet));
  isDown = false;
  expect(await cores.live(packet)).toMatchObject({ answer: 'up again', replayed: false });
});

test('an effect file that is not one is named, and never answered', async () => {
  await using cores = await openCores();
  await writeFile(join(cores.path, 'k1.json'), '{"key":"k1"}');
  expect(await refusalOf(cores.live(packet))).toMatchObject({ code: 'EFFECT_DAMAGED' });
});

test('G29: one hung inference holds up no other packet', async () => {
  await using cores = await openCores({
    complete: (prompt) =>
      prompt === 'HANG'
        ? new Promise<Completion>(() => undefined)
        : Promise.resolve({ text: 'fine', model: 'm' }),
  });
  void cores.live({ ...packet, key: 'hung', text: 'hang' });
  expect(await cores.live(packet)).toMatchObject({ answer: 'fine' });
});
