import { expect, test } from 'vitest';
import { judgeState } from './judge-state.ts';

test.each([
  [true, true, false, 'active'],
  [true, false, false, 'degraded'],
  [false, true, false, 'failover_active'],
  [false, false, false, 'failed'],
  [true, true, true, 'active'],
  [true, false, true, 'active'],
  [false, true, true, 'failed'],
  [false, false, true, 'failed'],
] as const)('G14: live %s, candidate %s, maintenance %s is %s', (live, candidate, on, state) => {
  const standing = { liveHealthy: live, candidateHealthy: candidate, maintenance: on };
  expect(judgeState(standing)).toBe(state);
});
