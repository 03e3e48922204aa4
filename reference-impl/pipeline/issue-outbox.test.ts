import { mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { openIssueOutbox } from './issue-outbox.ts';
import type { IssueToOpen, Tracker } from './tracker-client.ts';

const issue = (key: string): IssueToOpen => ({
  ...{ key, title: `about ${key}`, body: 'so it was' },
  ...{ labels: ['recovery'], assignees: ['ada'] },
});

type Way = 'works' | 'away' | 'answerLost';

/** A tracker that opens issues by key, and does as it is told. */
function scriptedTracker() {
  const opened: string[] = [];
  const assigned: number[] = [];
  let way: Way = 'works';
  const tracker: Tracker = {
    async find(key) {
      if (way === 'away') throw new Error('no network');
      const at = opened.indexOf(key);
      return at < 0 ? undefined : at + 1;
    },
    async create({ key }) {
      opened.push(key);
      if (way === 'answerLost') throw new Error('reset');
      return opened.length;
    },
    assign: async (number) => void assigned.push(number),
    close: () => undefined,
  };
  return {
    tracker,
    opened,
    assigned,
    behave(next: Way) {
      way = next;
    },
  };
}

test('F6: whatever happens on the way, every issue is opened once in the end', async () => {
  const ways = fc.constantFrom<Way>('works', 'away', 'answerLost');
  await fc.assert(
    fc.asyncProperty(
      fc.array(ways, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (all, restarts) => {
        await using folder = await mkdtempDisposable(join(tmpdir(), 'outbox-'));
        const { tracker, opened, behave } = scriptedTracker();
        const log = createMemoryLog();
        let outbox = await openIssueOutbox(folder.path, { tracker, log });
        for (const [at, way] of all.entries()) {
          behave(way);
          const number = await outbox.open(issue(`issue/${at}`));
          expect(number === undefined).toBe(way !== 'works');
        }
        behave('works');
        if (restarts) outbox = await openIssueOutbox(folder.path, { tracker, log });
        await outbox.flush();
        expect(opened.toSorted()).toEqual(all.map((_way, at) => `issue/${at}`));
        expect(await outbox.waiting()).toEqual([]);
        expect(await readdir(folder.path)).toEqual([]);
      },
    ),
    { numRuns: 30 },
  );
});

test('F6: an issue that waited is assigned when it is opened; a damaged one holds up no other', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'outbox-'));
  const { tracker, opened, assigned, behave } = scriptedTracker();
  const log = createMemoryLog();
  const outbox = await openIssueOutbox(folder.path, { tracker, log });
  behave('away');
  expect(await outbox.open(issue('late'))).toBeUndefined();
  expect(log.events('issue')).toMatchObject([{ state: 'kept', reason: 'no network' }]);
  await writeFile(join(folder.path, 'broken.json'), '{"key":');
  behave('works');
  await outbox.flush();
  expect([opened, assigned]).toEqual([['late'], [1]]);
  expect(log.events('issue').map(({ state }) => state)).toEqual(['kept', 'damaged', 'opened']);
});

test('F6: without a tracker issues are kept, and nothing fails', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'outbox-'));
  const log = createMemoryLog();
  const outbox = await openIssueOutbox(folder.path, { tracker: undefined, log });
  expect(await outbox.open(issue('one'))).toBeUndefined();
  await outbox.flush();
  expect(await outbox.waiting()).toEqual(['one']);
});
