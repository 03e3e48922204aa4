import { expect, test } from 'vitest';
import type { EventDraft, Exchange } from '../../core/history.ts';
import { newFailures } from './new-failures.ts';

type Seen = Omit<Exchange, 'index'>;

let atMs = 0;
const exchange = (change: Partial<Seen> = {}): Seen => {
  atMs += 10;
  return {
    type: 'exchange',
    atMs,
    endedAtMs: atMs + 9,
    link: 'web>core',
    from: 'web',
    to: 'core',
    connection: 1,
    method: 'POST',
    path: '/work',
    requestBytes: 1,
    class: 'answered',
    status: 200,
    answeredBy: 'service',
    endedByCaller: false,
    steps: [],
    source: 'taps',
    ...change,
  };
};
const failure = (change: Partial<Seen> = {}) => exchange({ status: 500, ...change });
const counted = (before: readonly EventDraft[], after: readonly EventDraft[]) =>
  newFailures([...before, ...after], before.length, ['core']);

test('answers of 500 and more count, and requests that were never answered', () => {
  const { status: _, ...lost } = exchange({ class: 'delivered', serviceEnding: 'closed' });
  expect(counted([exchange()], [failure(), failure({ status: 503 }), lost, exchange()])).toBe(3);
  expect(counted([], [failure({ to: 'model', link: 'core>model' })])).toBe(0);
});

test('answers of the gateway, callers that gave up and cut links do not count', () => {
  const gateway = failure({ answeredBy: 'gateway', status: 503 });
  const gaveUp = failure({ class: 'delivered', endedByCaller: true });
  const cutByProxy = exchange({ class: 'delivered', serviceEnding: 'callerGone' });
  expect(counted([], [gateway, gaveUp, cutByProxy])).toBe(0);
});

test('what failed before counts only once it has worked in between, path by path', () => {
  expect(counted([failure()], [failure(), failure()])).toBe(0);
  expect(counted([failure()], [failure(), exchange(), failure()])).toBe(1);
  expect(counted([failure()], [exchange({ path: '/ready' }), failure()])).toBe(0);
  expect(counted([failure(), exchange()], [failure()])).toBe(1);
});

test('a failure that passes on one of its own calls is not its own', () => {
  const outer = failure({ key: 'k' });
  const inner = (change: Partial<Seen>): Seen => ({
    ...failure({ link: 'core>model', from: 'core', to: 'model', key: 'k', ...change }),
    atMs: outer.atMs + 1,
  });
  expect(counted([], [inner({ class: 'refused' }), outer])).toBe(0);
  expect(counted([], [inner({ answeredBy: 'gateway' }), outer])).toBe(0);
  expect(counted([], [inner({ status: 200 }), outer])).toBe(1);
  expect(counted([], [inner({ key: 'another' }), outer])).toBe(1);
});
