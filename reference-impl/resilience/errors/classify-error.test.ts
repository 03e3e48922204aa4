import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BreakerOpen } from '../breaker/breaker-open.ts';
import { TimeLimitPassed } from '../time-limit/deadline-line.ts';
import { classifyError, isTransient } from './classify-error.ts';
import { errorChain } from './error-chain.ts';
import { type ErrorKind, errorKinds, recoveries, severities } from './error-kinds.ts';
import { errorResponse } from './error-response.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });
const withStatus = (status: number) => Object.assign(new Error(`status ${status}`), { status });

test.each<[string, unknown, ErrorKind, string, string]>([
  ['a refused connection', withCode('ECONNREFUSED'), 'connection', 'medium', 'retry'],
  ['a name that is not found', withCode('ENOTFOUND'), 'connection', 'medium', 'retry'],
  ['a passed time limit', new TimeLimitPassed(5), 'timeout', 'medium', 'elsewhere'],
  ['AbortSignal.timeout', new DOMException('', 'TimeoutError'), 'timeout', 'medium', 'elsewhere'],
  ['a caller that left', new DOMException('', 'AbortError'), 'cancelled', 'low', 'nothing'],
  ['an open breaker', new BreakerOpen('OPEN'), 'blocked', 'low', 'elsewhere'],
  ['a full disk', withCode('ENOSPC'), 'storage', 'critical', 'human'],
  ['a denied file', withCode('EACCES'), 'denied', 'high', 'human'],
  ['too many open files', withCode('EMFILE'), 'exhausted', 'high', 'later'],
  ['status 503', withStatus(503), 'unavailable', 'medium', 'retry'],
  ['status 429', withStatus(429), 'rateLimited', 'low', 'later'],
  ['status 401', withStatus(401), 'denied', 'high', 'human'],
  ['status 422', withStatus(422), 'badInput', 'low', 'correct'],
  ['broken JSON', new SyntaxError('x'), 'badAnswer', 'medium', 'elsewhere'],
  ['a bug', new TypeError('x is not a function'), 'fault', 'high', 'human'],
  ['anything else', new Error('hm'), 'unknown', 'medium', 'degrade'],
  ['no error at all', 'hm', 'unknown', 'medium', 'degrade'],
])('U7: %s has its kind, severity and recovery', (_name, error, kind, severity, recovery) => {
  expect(classifyError(error)).toEqual({ kind, severity, recovery });
});

test('U7: a wrapper that says nothing of its own is what caused it', () => {
  const wrapped = new Error('could not save', { cause: withCode('ENOSPC') });
  expect(classifyError(new Error('step 3', { cause: wrapped })).kind).toBe('storage');
  const fetchFailed = new TypeError('fetch failed', { cause: withCode('ECONNRESET') });
  expect(classifyError(fetchFailed)).toMatchObject({ kind: 'connection', recovery: 'retry' });
});

test('U7: a compound error is as bad as its worst part and as hard as its hardest', () => {
  const both = new AggregateError([withStatus(429), withCode('ENOSPC'), new BreakerOpen('OPEN')]);
  expect(classifyError(both)).toEqual({ kind: 'storage', severity: 'critical', recovery: 'human' });
  const mild = new AggregateError([withStatus(422), withCode('EMFILE')]);
  expect(classifyError(mild)).toEqual({ kind: 'badInput', severity: 'high', recovery: 'correct' });
});

test('U6, U7: only what may go away by itself is worth the same try again', () => {
  const transient = [withCode('ECONNRESET'), withStatus(503), withStatus(429), withCode('EMFILE')];
  const lasting = [new TimeLimitPassed(1), withStatus(400), withCode('ENOSPC'), new Error('hm')];
  expect(transient.map((error) => isTransient(error))).toEqual([true, true, true, true]);
  expect(lasting.map((error) => isTransient(error))).toEqual([false, false, false, false]);
});

test('U7: a rule of one’s own comes before the others', () => {
  const rule = (error: object) => (error instanceof RangeError ? ('badInput' as const) : undefined);
  expect(classifyError(new RangeError('x'), [rule]).kind).toBe('badInput');
  expect(classifyError(new RangeError('x')).kind).toBe('fault');
});

const leaf = fc.constantFrom(
  ...['ECONNREFUSED', 'ENOSPC', 'EACCES', 'EMFILE', 'ETIMEDOUT', 'ABORT_ERR', 'ESOMETHING'],
);
const tree: fc.Arbitrary<Error> = fc.letrec<{ error: Error }>((tie) => ({
  error: fc.oneof(
    { depthSize: 'small' },
    leaf.map(withCode),
    tie('error').map((cause) => new Error('wrapper', { cause })),
    fc
      .array(tie('error'), { minLength: 1, maxLength: 4 })
      .map((errors) => new AggregateError(errors, 'several')),
  ),
})).error;

test('U7: no wrapping makes an error look less bad, or easier, than what it is made of', () => {
  fc.assert(
    fc.property(tree, (error) => {
      const found = classifyError(error);
      const parts = errorChain(error)
        .filter((one) => one instanceof Error && 'code' in one)
        .map((one) => classifyError(one));
      const hardest = Math.max(...parts.map((one) => recoveries.indexOf(one.recovery)));
      const gravest = Math.max(...parts.map((one) => severities.indexOf(one.severity)));
      expect(recoveries.indexOf(found.recovery)).toBe(hardest);
      expect(severities.indexOf(found.severity)).toBe(gravest);
      expect(parts.map((one) => one.kind)).toContain(found.kind);
    }),
  );
});

test('U7: errors that form a ring are followed once', () => {
  const one: Error & { cause?: unknown } = withCode('ECONNRESET');
  const other = new AggregateError([one, withCode('ENOSPC')], 'ring');
  one.cause = other;
  expect(errorChain(one)).toHaveLength(3);
  expect(classifyError(one)).toMatchObject({ kind: 'connection', severity: 'critical' });
});

test('U7: a structured response names kind, severity, recovery and causes, without a stack', () => {
  const error = new Error('could not  save\nthe plan', { cause: withCode('ENOSPC') });
  expect(errorResponse(error)).toEqual({
    status: 503,
    body: {
      error: {
        code: 'storage',
        message: 'could not save the plan',
        severity: 'critical',
        recovery: 'human',
        recoverable: false,
        causes: [{ code: 'storage', message: 'ENOSPC' }],
      },
    },
  });
});

test('G3, U7: a time limit is never answered with a status that callers send elsewhere', () => {
  const { status } = errorResponse(new Error('x', { cause: new TimeLimitPassed(1) }));
  expect([502, 503, 504]).not.toContain(status);
});

test('U7: whatever is thrown, there is a response that JSON can carry', () => {
  const thrown = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
    fc.constant(Symbol('s')),
    fc.string({ maxLength: 3000 }).map((text) => new Error(text)),
  );
  fc.assert(
    fc.property(thrown, (error) => {
      const response = errorResponse(error);
      expect(JSON.parse(JSON.stringify(response))).toEqual(response);
      expect(response.body.error.message.length).toBeLessThanOrEqual(500);
      expect(Object.keys(errorKinds)).toContain(response.body.error.code);
    }),
  );
});

const hostile = new Proxy(new Error('x'), {
  get: () => {
    throw new Error('no');
  },
  has: () => {
    throw new Error('no');
  },
});

test('U7: an error that answers no question is unknown, and still has a response', () => {
  expect(classifyError(hostile).kind).toBe('unknown');
  expect(errorResponse(hostile).body.error.message).toBe('something that cannot be printed');
});
