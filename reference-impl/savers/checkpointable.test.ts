import { install } from '@sinonjs/fake-timers';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createAgentMemory } from './agent-memory.ts';
import type { CheckpointSaver } from './checkpoint-saver.ts';
import { type CheckpointableOptions, createCheckpointable } from './checkpointable.ts';
import { createMemorySaver } from './memory-saver.ts';

function newAgent(saver: CheckpointSaver, more: Partial<CheckpointableOptions> = {}) {
  const memory = createAgentMemory();
  const log = createMemoryLog();
  const checkpoints = createCheckpointable({
    saver,
    threadId: 'planner',
    autoCheckpoint: true,
    intervalMs: 300_000,
    snapshot: memory.snapshot,
    restore: memory.restore,
    log,
    ...more,
  });
  return { memory, log, checkpoints };
}

const sourcesOf = async (saver: CheckpointSaver) =>
  (await saver.list({ threadId: 'planner' })).map(({ metadata }) => metadata.source).reverse();

test.each(['apiCall', 'handoff'] as const)(
  'U2: the state before a decision (%s) is saved when the act begins',
  async (kind) => {
    const saver = createMemorySaver();
    const { memory, checkpoints } = newAgent(saver);
    memory.say({ role: 'user', content: 'plan it' });
    const seen = await checkpoints.decide(kind, () => saver.getTuple({ threadId: 'planner' }));
    expect(seen).toMatchObject({
      metadata: { source: kind, step: 0 },
      checkpoint: { state: { conversation: [{ content: 'plan it' }] } },
    });
  },
);

test('U2, U10: a new life goes on with the conversation and what was learned', async () => {
  const saver = createMemorySaver();
  const first = newAgent(saver);
  expect(await first.checkpoints.resume()).toBeUndefined();
  first.memory.say({ role: 'user', content: 'use tabs' });
  first.memory.learn('indent', { with: 'tabs' });
  await first.checkpoints.decide('apiCall', async () => undefined);
  first.memory.say({ role: 'assistant', content: 'this answer was never saved' });

  const second = newAgent(saver);
  expect((await second.checkpoints.resume())?.metadata.source).toBe('apiCall');
  expect(second.memory.conversation).toEqual([{ role: 'user', content: 'use tabs' }]);
  expect(second.memory.preferences).toEqual({ indent: { with: 'tabs' } });
  await second.checkpoints.checkpoint('handoff');
  expect(await sourcesOf(saver)).toEqual(['apiCall', 'handoff']);
});

test('U2: each interval in which something changed is saved, others are not', async () => {
  const clock = install({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  try {
    const saver = createMemorySaver();
    const { memory, checkpoints } = newAgent(saver);
    const stop = checkpoints.start();
    await clock.tickAsync(299_999);
    expect(await sourcesOf(saver)).toEqual([]);
    await clock.tickAsync(1);
    expect(await sourcesOf(saver)).toEqual(['interval']);
    await clock.tickAsync(300_000);
    expect(await sourcesOf(saver)).toEqual(['interval']);
    memory.learn('tone', 'short');
    await clock.tickAsync(300_000);
    expect(await sourcesOf(saver)).toEqual(['interval', 'interval']);
    await stop();
    memory.learn('tone', 'long');
    await clock.tickAsync(900_000);
    expect(await sourcesOf(saver)).toEqual(['interval', 'interval']);
  } finally {
    clock.uninstall();
  }
});

test('U2: without autoCheckpoint only an explicit one is taken', async () => {
  const clock = install({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const saver = createMemorySaver();
    const { checkpoints } = newAgent(saver, { autoCheckpoint: false });
    const stop = checkpoints.start();
    await checkpoints.decide('apiCall', async () => undefined);
    await clock.tickAsync(900_000);
    expect(await sourcesOf(saver)).toEqual([]);
    await checkpoints.checkpoint('asked');
    expect(await sourcesOf(saver)).toEqual(['asked']);
    await stop();
  } finally {
    clock.uninstall();
  }
});

test('U2: a checkpoint that fails is logged, and the agent works on', async () => {
  const saver = createMemorySaver();
  const { checkpoints, log } = newAgent(saver);
  await saver.close();
  expect(await checkpoints.decide('apiCall', async () => 'answer')).toBe('answer');
  expect(log.events('snapshot')).toMatchObject([{ ok: false, reason: 'the saver is closed' }]);
  await expect(checkpoints.checkpoint('asked')).rejects.toThrow('closed');
});

test.each([
  [{ version: 2, conversation: [], preferences: {} }, 'of version 2, this program knows 1'],
  [{ version: 1, conversation: [{ role: 'nobody', content: '' }], preferences: {} }, 'role'],
  [{ version: 1, conversation: [] }, 'preferences'],
  ['no memory at all', 'the whole of it'],
])(
  'U10: a checkpoint of another shape is refused by name, and changes nothing',
  async (state, named) => {
    const saver = createMemorySaver();
    await saver.put({ threadId: 'planner' }, { id: 'a', state }, { source: 'asked', step: 0 });
    const { memory, checkpoints } = newAgent(saver);
    memory.learn('kept', true);
    await expect(checkpoints.resume()).rejects.toThrow(named);
    expect(memory.preferences).toEqual({ kept: true });
  },
);
