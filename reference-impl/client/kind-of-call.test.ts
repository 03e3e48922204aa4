import { expect, test } from 'vitest';
import { classifyError } from '../resilience/errors/classify-error.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import { CallFailed } from './call-failed.ts';
import { kindOfCall } from './kind-of-call.ts';

const said = { code: 'X', message: 'm' };

test.each<[AttemptOutcome, string]>([
  [{ kind: 'answered', status: 503, body: '' }, 'unavailable'],
  [{ kind: 'answered', status: 422, body: '' }, 'badInput'],
  [{ kind: 'answered', status: 500, body: '' }, 'unknown'],
  [{ kind: 'notDelivered', ...said }, 'connection'],
  [{ kind: 'noAnswer', ...said }, 'connection'],
  [{ kind: 'brokenAnswer', ...said }, 'badAnswer'],
  [{ kind: 'resetInAnswer', ...said }, 'badAnswer'],
  [{ kind: 'timedOut', phase: 'read', limitMs: 5 }, 'timeout'],
  [{ kind: 'aborted', message: 'gone' }, 'cancelled'],
])('U7: a call that ended as %o is classified as %s', (outcome, kind) => {
  const failed = new CallFailed({ callId: 'c', outcome, attempts: 1, target: 't' });
  const wrapped = new Error('could not ask the core', { cause: failed });
  expect(classifyError(wrapped, [kindOfCall]).kind).toBe(kind);
});
