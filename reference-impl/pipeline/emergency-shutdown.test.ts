import { type Clock, install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import {
  createEmergencyShutdown,
  type EmergencyParts,
  type EmergencyReason,
} from './emergency-shutdown.ts';
import { endByEmergency } from './end-by-emergency.ts';

let time: Clock;
beforeEach(() => {
  // Never the queue of ticks: the test runner's own messages wait in it.
  const toFake = ['setTimeout', 'clearTimeout', 'Date', 'performance'] as const;
  time = install({ now: 1_000_000, toFake: [...toFake] });
});
afterEach(() => time.uninstall());

function prepare(more: Partial<EmergencyParts> = {}) {
  const log = createMemoryLog();
  const done: string[] = [];
  const shutdown = createEmergencyShutdown({
    shut: () => void done.push('shut'),
    save: async () => {
      done.push('save');
      return ['idea-1', 'idea-2'];
    },
    openIssue: async (_reason, ideas) => void done.push(`issue for ${ideas.join(' and ')}`),
    saveLimitMs: 15_000,
    issueLimitMs: 5000,
    log,
    ...more,
  });
  return { log, done, shutdown };
}

const kinds = [
  'signal',
  'uncaughtException',
  'unhandledRejection',
  'timeLimit',
  'memory',
  'disk',
] as const;

test('F6: reason, checkpoint, recovery issue, how to resume: in this order, all in the log', async () => {
  const { log, done, shutdown } = prepare();
  expect(await shutdown.run({ kind: 'signal', detail: 'SIGTERM' })).toBe(0);
  expect(done).toEqual(['shut', 'save', 'issue for idea-1 and idea-2']);
  expect(log.entries.map(({ fields: { event, phase, ok } }) => [event, phase ?? ok])).toEqual([
    ['emergency', 'begun'],
    ['checkpoint', true],
    ['emergency', 'resumeWith'],
    ['emergency', 'ended'],
  ]);
  expect(log.entries[0]).toMatchObject({ message: 'signal: SIGTERM' });
  expect(log.entries[2]?.message).toBe(
    'resume with: RESUME=true IDEA_ID=idea-1; RESUME=true IDEA_ID=idea-2',
  );
});

test('F6: the exit code is 0 when somebody asked, and 1 for every fault', async () => {
  for (const kind of kinds) {
    const code = await prepare().shutdown.run({ kind, detail: 'x' });
    expect([kind, code]).toEqual([kind, kind === 'signal' ? 0 : 1]);
  }
});

test('F6: whatever fails or hangs, the rest is done, said, and over in time', async () => {
  const how = fc.constantFrom('works', 'fails', 'hangs');
  await fc.assert(
    fc.asyncProperty(how, how, fc.constantFrom(...kinds), async (saving, opening, kind) => {
      const act = async <Result>(what: string, result: Result): Promise<Result> => {
        if (what === 'fails') throw new Error('no room');
        return what === 'works' ? result : new Promise<never>(() => undefined);
      };
      const { log, shutdown } = prepare({
        save: () => act(saving, ['idea-1']),
        openIssue: () => act(opening, undefined),
      });
      const ended = shutdown.run({ kind, detail: 'x' });
      await time.tickAsync(20_000);
      expect(await ended).toBe(kind === 'signal' ? 0 : 1);
      const [checkpoint] = log.events('checkpoint');
      const reason = saving === 'fails' ? 'no room' : 'not done within 15000 ms';
      expect(checkpoint).toMatchObject(saving === 'works' ? { ok: true } : { ok: false, reason });
      expect(log.events('issue')).toHaveLength(opening === 'works' ? 0 : 1);
      expect(log.events('emergency').map(({ phase }) => phase)).toEqual([
        'begun',
        'resumeWith',
        'ended',
      ]);
    }),
  );
});

test('F6: a second reason changes nothing', async () => {
  const { log, done, shutdown } = prepare();
  const both = [
    shutdown.run({ kind: 'signal', detail: 'SIGTERM' }),
    shutdown.run({ kind: 'memory', detail: '99 %' }),
  ];
  expect(await Promise.all(both)).toEqual([0, 0]);
  expect(done.filter((what) => what === 'save')).toHaveLength(1);
  expect(log.events('emergency').filter(({ phase }) => phase === 'begun')).toHaveLength(1);
});

test('F6: after a fault the process ends by force when the shutdown itself hangs', async () => {
  const codes: number[] = [];
  const hung = { run: (_reason: EmergencyReason) => new Promise<0 | 1>(() => undefined) };
  endByEmergency(hung, { forcedExitMs: 24_000, end: (code) => codes.push(code) })({
    kind: 'disk',
    detail: 'full',
  });
  await time.tickAsync(23_999);
  expect(codes).toEqual([]);
  await time.tickAsync(1);
  expect(codes).toEqual([1]);
});
