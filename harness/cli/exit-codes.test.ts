import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExitFacts, exitCodeOf, statusOf } from './exit-codes.ts';

const status = fc.constantFrom('held', 'violated', 'inert', 'unknown', 'skipped' as const);
const facts: fc.Arbitrary<ExitFacts> = fc.record({
  statuses: fc.array(status),
  distrust: fc.boolean(),
  interrupted: fc.boolean(),
  strict: fc.boolean(),
});

describe('exit codes', () => {
  it('follow the precedence 130 > 3 > 1 > 2 > 0', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const code = exitCodeOf(one);
        const has = (wanted: string) => one.statuses.some((found) => found === wanted);
        if (one.interrupted) expect(code).toBe(130);
        else if (one.distrust) expect(code).toBe(3);
        else if (has('violated')) expect(code).toBe(1);
        else if (has('inert') || has('unknown')) expect(code).toBe(2);
        else if (has('skipped') && one.strict) expect(code).toBe(2);
        else expect(code).toBe(has('held') ? 0 : 2);
      }),
    );
  });

  it('are 0 only where the status of the whole is held', () => {
    fc.assert(
      fc.property(facts, (one) => {
        if (exitCodeOf(one) === 0) expect(statusOf(one.statuses)).toBe('held');
      }),
    );
  });
});
