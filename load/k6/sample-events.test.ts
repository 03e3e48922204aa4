import { expect, test } from 'vitest';
import type { K6Sample } from './k6-sample.ts';
import { outcomeOfIteration, sampleEvents } from './sample-events.ts';

const iteration = (more: Partial<Extract<K6Sample, { kind: 'iteration' }>>) =>
  ({
    kind: 'iteration',
    path: 'queue',
    key: 'load-queue-3',
    endedWallMs: 1_050,
    durationMs: 20,
    status: 202,
    whole: true,
    code: '',
    errorCode: 0,
    ...more,
  }) as const;

test.each([
  ['a whole answer is ok', {}, { kind: 'ok', accepted: true }],
  ['a 200 without an answer in it may have been executed', { whole: false }, { kind: 'unknown' }],
  ['a 400 certainly did not happen', { status: 400 }, { kind: 'fail' }],
  ['a 503 may have happened', { status: 503, code: 'x' }, { kind: 'unknown' }],
  ['a refused connection certainly did not', { status: 0, errorCode: 1212 }, { kind: 'fail' }],
  ['a time limit leaves it open', { status: 0, errorCode: 1050 }, { kind: 'unknown' }],
  ['an error of an unknown number too', { status: 0, errorCode: 1999 }, { kind: 'unknown' }],
])('%s', (_, more, outcome) => {
  expect(outcomeOfIteration(iteration(more))).toMatchObject(outcome);
});

test('codes are the stack’s own, else the error’s name', () => {
  const codeOf = (more: Parameters<typeof iteration>[0]) => {
    const outcome = outcomeOfIteration(iteration(more));
    return outcome.kind === 'ok' ? undefined : outcome.error.code;
  };
  expect(codeOf({ status: 503, code: 'NOT_READY' })).toBe('NOT_READY');
  expect(codeOf({ status: 504 })).toBe('HTTP_504');
  expect(codeOf({ status: 0, errorCode: 1220 })).toBe('ECONNRESET');
  expect(codeOf({ status: 0, errorCode: 1999 })).toBe('K6_1999');
});

test('an iteration becomes a call that began its duration before its end, on the clock of the run', () => {
  const [invoke, complete] = sampleEvents(iteration({}), (wallMs) => wallMs - 1_000);
  expect(invoke).toMatchObject({ type: 'invoke', atMs: 30, kind: 'queue', key: 'load-queue-3' });
  expect(complete).toMatchObject({ type: 'complete', atMs: 50, operation: 'load-queue-3' });
});
