import { describe, expect, it } from 'vitest';
import type { JobResult } from '../suite.ts';
import { canaryStatus } from './canary-status.ts';

type Status = 'held' | 'violated' | 'inert' | 'unknown';

const result = (caughtBy: string, status: Status, violated: readonly string[] = []) =>
  ({
    ended: 'judged',
    bug: { name: 'bug', caughtBy },
    judgement: {
      status,
      verdicts: violated.map((invariant) => ({ invariant, status: 'violated' })),
    },
    // The function reads nothing else of a result.
  }) as unknown as JobResult;

describe('a canary', () => {
  it('is caught by its own invariant only', () => {
    expect(canaryStatus(result('a', 'violated', ['b', 'a']))).toBe('caught');
    expect(canaryStatus(result('a', 'violated', ['b']))).toBe('missed');
    expect(canaryStatus(result('a', 'held'))).toBe('missed');
  });
  it('says nothing when its run could not be judged', () => {
    expect(canaryStatus(result('a', 'unknown'))).toBe('undecided');
    expect(canaryStatus(result('none', 'inert'))).toBe('undecided');
    const never = { ended: 'unknown', bug: { caughtBy: 'a' } } as unknown as JobResult;
    expect(canaryStatus(never)).toBe('undecided');
  });
  it('that changes nothing must stay held', () => {
    expect(canaryStatus(result('none', 'held'))).toBe('caught');
    expect(canaryStatus(result('none', 'violated', ['b']))).toBe('missed');
  });
  it('is only what has a bug planted', () => {
    expect(canaryStatus({ ended: 'judged' } as unknown as JobResult)).toBeUndefined();
  });
});
