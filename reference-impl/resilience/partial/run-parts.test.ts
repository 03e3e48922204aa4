import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PartialEffects, runParts } from './run-parts.ts';

/** Agents that fail as planned, one list a round, and a world that writes down what is done to it. */
function prepare(rounds: readonly (readonly boolean[])[], broken: readonly string[] = []) {
  const log: string[] = [];
  const act = (name: string, what: string) => {
    log.push(`${name} ${what}`.trim());
    if (broken.includes(name)) throw new Error('no network');
  };
  const effects: PartialEffects<number, string, string> = {
    commit: async (done) => act('commit', done.map(({ part }) => part).join(' ')),
    openIssue: async ({ part }) => {
      act('openIssue', String(part));
      return `#${part}`;
    },
    markMilestone: async (mark) => act('mark', mark),
    assignIssue: async (issue) => act('assign', issue),
    rollBack: async (done) => act('rollBack', done.map(({ part }) => part).join(' ')),
  };
  const parts = (rounds[0] ?? []).map((_, index) => index);
  const run = async (part: number, round: number) => {
    const well = rounds[Math.min(round, rounds.length) - 1]?.[part];
    if (!well) throw new Error(`agent ${part} failed`);
    return `result ${part}`;
  };
  return { log, batch: { parts, run, effects } };
}

test('F5: two of three: commit, an issue for the failed part, the mark, the assignment, then on', async () => {
  const { batch, log } = prepare([[true, false, true]]);
  expect(await runParts(batch)).toMatchObject({
    continues: true,
    ruling: { decision: 'continueWithWarning', percent: 67 },
    rounds: 1,
    issues: ['#1'],
    notDone: [],
  });
  expect(log).toEqual(['commit 0 2', 'openIssue 1', 'mark partial success', 'assign #1']);
});

test('F5: a perfect batch is committed, and nothing else is done', async () => {
  const { batch, log } = prepare([[true, true]]);
  expect(await runParts(batch)).toMatchObject({ continues: true, ruling: { percent: 100 } });
  expect(log).toEqual(['commit 0 1']);
});

test('F5: a rejected batch is rolled back and run again', async () => {
  const { batch, log } = prepare([
    [true, false, false],
    [true, true, false],
  ]);
  expect(await runParts(batch)).toMatchObject({ continues: true, rounds: 2 });
  expect(log).toEqual([
    'rollBack 0',
    'commit 0 1',
    'openIssue 2',
    'mark partial success',
    'assign #2',
  ]);
});

test('F5: a batch that is rejected to the last leaves nothing behind', async () => {
  const { batch, log } = prepare([[true, false, false]]);
  const end = await runParts({ ...batch, maxRetries: 2 });
  expect(end).toMatchObject({ continues: false, rounds: 3, ruling: { decision: 'rejected' } });
  expect(log).toEqual(['rollBack 0', 'rollBack 0', 'rollBack 0']);
});

test('F5: an issue tracker that is down stops nothing, and is told', async () => {
  const { batch, log } = prepare([[true, true, false, false]], ['openIssue', 'mark']);
  expect(await runParts(batch)).toMatchObject({
    continues: true,
    issues: [],
    notDone: [
      'create an issue: no network',
      'create an issue: no network',
      'mark the milestone: no network',
    ],
  });
  expect(log[0]).toBe('commit 0 1');
});

test('F5: work that cannot be committed is not gone on from', async () => {
  const { batch, log } = prepare([[true, true, false]], ['commit']);
  await expect(runParts(batch)).rejects.toThrow('no network');
  expect(log).toEqual(['commit 0 1']);
});

test('F5: whatever fails, the effects are those of the ruling, in their order', async () => {
  const round = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(round, async (fates) => {
      const { batch, log } = prepare([fates]);
      const end = await runParts({ ...batch, maxRetries: 0 });
      const names = log.map((line) => line.split(' ')[0]);
      const failed = fates.filter((well) => !well).length;
      const each = (name: string) => Array.from({ length: failed }, () => name);
      const expected = {
        rejected: ['rollBack'],
        perfect: ['commit'],
        continueWithWarning: ['commit', ...each('openIssue'), 'mark', ...each('assign')],
        continueWithCaution: ['commit', ...each('openIssue'), 'mark', ...each('assign')],
      }[end.ruling.decision];
      expect(names).toEqual(expected);
      expect(end.done.length + end.failed.length).toBe(fates.length);
    }),
  );
});
