import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OnRollback, RollbackFailed, withRollback } from './with-rollback.ts';

test('U7: what a failed step had done is taken back, last thing first, whatever fails meanwhile', async () => {
  const parts = fc.array(fc.record({ undoFails: fc.boolean() }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(parts, async (plan) => {
      const undone: number[] = [];
      const failing = withRollback(async (onRollback) => {
        for (const [index, { undoFails }] of plan.entries()) {
          onRollback(`part ${index}`, async () => {
            undone.push(index);
            if (undoFails) throw new Error(`stuck ${index}`);
          });
        }
        throw new Error('step failed');
      });
      const error = await failing.catch((reason: unknown) => reason);
      const stuck = plan.flatMap((one, index) => (one.undoFails ? [`part ${index}`] : []));
      expect(undone).toEqual(plan.map((_, index) => index).reverse());
      if (stuck.length === 0) expect(error).toMatchObject({ message: 'step failed' });
      else {
        expect(error).toBeInstanceOf(RollbackFailed);
        expect(error).toMatchObject({
          left: stuck.reverse(),
          cause: { message: 'step failed' },
        });
      }
    }),
  );
});

test('U7: a step that succeeds keeps what it has done, and can register nothing afterwards', async () => {
  let undone = 0;
  const kept: OnRollback[] = [];
  const result = await withRollback(async (onRollback) => {
    kept.push(onRollback);
    onRollback('file', () => {
      undone += 1;
    });
    return 'done';
  });
  expect([result, undone]).toEqual(['done', 0]);
  expect(() => kept[0]?.('late', () => undefined)).toThrow('late: the step is over');
});
