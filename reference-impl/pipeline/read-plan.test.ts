import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlan } from './read-plan.ts';

test.each([
  ['{"milestones":[{"title":"a"},{"title":"b"}]}', ['a', 'b']],
  [
    'Here is the plan:\n1. read it\n2) write it\n- test it\n* ship it',
    ['read it', 'write it', 'test it'],
  ],
  ['first this then that and more', ['first this', 'then that', 'and more']],
  ['one', ['one']],
  ['', ['Implement changes']],
])('F1: the plan %j has its milestones', (text, milestones) => {
  expect(readPlan(text, 3)).toEqual(milestones);
});

test('F1: whatever a model says, a plan has from one to as many milestones as allowed', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (text, most) => {
      const titles = readPlan(text, most);
      expect(titles.length).toBeGreaterThanOrEqual(1);
      expect(titles.length).toBeLessThanOrEqual(most);
      for (const title of titles) expect(title.trim()).not.toBe('');
    }),
  );
});
