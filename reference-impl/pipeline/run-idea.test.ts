import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckpointSaver } from '../savers/checkpoint-saver.ts';
import { createMemorySaver } from '../savers/memory-saver.ts';
import { openIdea } from './idea.ts';
import { newIdea } from './idea-state.ts';
import { runIdea } from './run-idea.ts';
import { dyingSaver, type InMemoryGround, inMemoryGround } from './testing/in-memory-ground.ts';

const open = (saver: CheckpointSaver, { log }: InMemoryGround) =>
  openIdea(newIdea('idea', 'a login form', 'session'), {
    ...{ saver, autoCheckpoint: true, intervalMs: 300_000, log },
  });

const actionsAt = ({ log }: InMemoryGround, n: number) =>
  log.events('milestoneAction').flatMap((told) => (told.n === n ? [told.action] : []));

test.each([
  [0, 'perfect', ['commit', 'continue'], 'perfect', false],
  [
    1,
    'continueWithWarning',
    ['commit', 'createIssue', 'markMilestone', 'assignIssue', 'continue'],
    'partial success',
    false,
  ],
  [2, 'rejected', ['rollBack', 'rollBack', 'commitDegraded', 'continue'], 'degraded', true],
  [3, 'rejected', ['rollBack', 'rollBack', 'commitDegraded', 'continue'], 'degraded', true],
])(
  'F4, F5: with %i of three coders refused: %s',
  async (refused, decision, actions, mark, degraded) => {
    const memory = inMemoryGround((reference) => {
      const coder = /coder-(\d)/.exec(reference)?.[1];
      return coder !== undefined && Number(coder) <= refused;
    });
    const idea = open(createMemorySaver(), memory);
    await runIdea(memory.ground, idea);
    expect(memory.log.events('milestoneRuling')[0]).toMatchObject({ decision });
    expect(actionsAt(memory, 1)).toEqual(actions);
    expect(idea.state()).toMatchObject({
      phase: 'done',
      degraded,
      milestones: [{ mark }, { mark }],
    });
  },
);

test('F7, U9: killed at any save, an idea goes on there: nothing saved is asked again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 5 }),
      fc.integer({ min: 0, max: 1 }),
      async (deaths, refusedCoders) => {
        const refuses = (reference: string) => refusedCoders === 1 && /coder-1/.test(reference);
        const saver = createMemorySaver();
        const effects = new Map<string, number>();
        const acknowledged: unknown[] = [];
        for (const nth of [...deaths, Number.POSITIVE_INFINITY]) {
          const memory = inMemoryGround(refuses, effects);
          const idea = open(dyingSaver(saver, nth), memory);
          const saved = (await idea.checkpoints.resume()) !== undefined;
          const { currentMilestone: n, parts, phase } = idea.state();
          await runIdea(memory.ground, idea).catch((error: Error) =>
            expect(error.message).toBe('killed'),
          );
          if (saved && n > 0) expect(memory.asked).not.toContain('idea/plan');
          for (const { name } of parts) {
            if (phase === 'coding') expect(memory.asked).not.toContain(`idea/m${n}/${name}/1`);
          }
          const begun = memory.log.events('milestone').filter((told) => told.phase === 'begun');
          for (const told of begun) expect(acknowledged).not.toContain(told.n);
          const done = memory.log.events('milestone').filter((it) => it.phase === 'acknowledged');
          acknowledged.push(...done.map((told) => told.n));
        }
        expect(Object.fromEntries(effects)).toEqual({ 'idea-m1': 1, 'idea-m2': 1, idea: 1 });
        const last = await saver.getTuple({ threadId: 'idea' });
        expect(last?.checkpoint.state).toMatchObject({ phase: 'done', can_resume: false });
      },
    ),
    { numRuns: 60 },
  );
});
