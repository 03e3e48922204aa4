import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import type { CheckpointSaver } from '../savers/checkpoint-saver.ts';
import { createMemorySaver } from '../savers/memory-saver.ts';
import type { Idea } from './idea.ts';
import { openIdeaDesk } from './idea-desk.ts';
import { dyingSaver } from './testing/in-memory-ground.ts';

async function prepare(saver: CheckpointSaver = createMemorySaver()) {
  const log = createMemoryLog();
  const stopping = new AbortController();
  const worked: string[] = [];
  const failures: unknown[] = [];
  const desk = await openIdeaDesk({
    keeping: { saver, autoCheckpoint: true, intervalMs: 300_000, log },
    ...{ sessionId: 'session', log, onFailure: (error) => failures.push(error) },
    work: (idea: Idea) => {
      worked.push(idea.state().ideaId);
      return new Promise((_resolve, reject) => {
        stopping.signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    },
    interrupt: () => stopping.abort(),
  });
  return { desk, log, worked, failures };
}

test('F7: an idea handed in twice at once is one idea, and is saved before it is accepted', async () => {
  const saver = createMemorySaver();
  const { desk } = await prepare(saver);
  const both = await Promise.all([desk.accept('idea', 'text'), desk.accept('idea', 'text')]);
  expect(both.map(({ isNew }) => isNew)).toEqual([true, false]);
  expect(await saver.threads()).toEqual(['idea']);
  const refusing = await prepare(dyingSaver(createMemorySaver(), 1));
  await expect(refusing.desk.accept('idea', 'text')).rejects.toThrow('killed');
  expect(refusing.desk.state('idea')).toBeUndefined();
});

test('F6: an interrupt saves every unfinished idea, and says when it could not', async () => {
  const saver = createMemorySaver();
  const { desk, worked, failures } = await prepare(saver);
  await desk.accept('one', 'text');
  await desk.accept('two', 'text');
  expect(await desk.interrupt('memory: 99 %')).toEqual(['one', 'two']);
  for (const threadId of ['one', 'two']) {
    expect((await saver.getTuple({ threadId }))?.checkpoint.state).toMatchObject({
      ...{ emergency_shutdown: true, interrupt_reason: 'memory: 99 %', can_resume: true },
      shutdown_at: expect.any(String),
    });
  }
  expect([worked, failures]).toEqual([['one'], []]);
  const failing = await prepare(dyingSaver(createMemorySaver(), 2));
  await failing.desk.accept('one', 'text');
  await expect(failing.desk.interrupt('disk: full')).rejects.toThrow('killed');
});

test('F7, U9: a later desk resumes the named idea, or all; one it cannot read holds up no other', async () => {
  const saver = createMemorySaver();
  const first = await prepare(saver);
  for (const id of ['one', 'two']) await first.desk.accept(id, 'text');
  await first.desk.interrupt('signal: SIGTERM');
  await saver.put({ threadId: 'other' }, { id: 'a', state: 7 }, { source: 'start', step: 0 });
  const named = await prepare(saver);
  expect(named.log.events('idea')).toMatchObject([{ ideaId: 'other', phase: 'unreadable' }]);
  named.desk.resume('two');
  expect(named.worked).toEqual(['two']);
  const all = await prepare(saver);
  all.desk.resume('');
  expect(all.log.events('resumed').map(({ ideaId }) => ideaId)).toEqual(['one', 'two']);
  const none = await prepare(saver);
  none.desk.resume('nobody');
  expect(none.log.events('resumed')).toMatchObject([{ none: true }]);
});
