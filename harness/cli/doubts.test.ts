import { expect, it } from 'vitest';
import { doubtLines, exitCodeOfReport, statusOfReport } from './doubts.ts';

const report = (exitCode: 2 | 3 | 130) => ({
  runs: [],
  doubts: [{ exitCode, because: 'the reason' }],
});

it('a run of which one seed left two traces is not held, ends with 3, and says why', () => {
  expect(statusOfReport(report(3))).toBe('unknown');
  expect(exitCodeOfReport(report(3))).toBe(3);
  expect(doubtLines(report(3))).toEqual(['DO NOT TRUST THIS RUN  the reason']);
});

it('what cannot be told is said, and what was interrupted is told elsewhere', () => {
  expect(doubtLines(report(2))).toEqual(['UNKNOWN  the reason']);
  expect(exitCodeOfReport(report(2))).toBe(2);
  expect(doubtLines(report(130))).toEqual([]);
});
