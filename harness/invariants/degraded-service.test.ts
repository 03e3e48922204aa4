import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { History } from '../core/history.ts';
import { degradedService, degradedServiceOf } from './degraded-service.ts';
import { wilson } from './evidence/wilson.ts';
import { expectAgreement } from './testing/agrees.ts';
import { accepted, failed, finalRead, healed, injected, sent } from './testing/drafts.ts';
import { cutHistoryOf } from './testing/history-of.ts';
import type { Naive } from './testing/random-history.ts';

const moment = fc.integer({ min: 0, max: 9 }).map((step) => step * 100);

const histories = fc
  .record({
    faults: fc.array(fc.tuple(moment, moment), { maxLength: 2 }),
    messages: fc.array(
      fc.record({ atMs: moment, ok: fc.boolean(), kind: fc.constantFrom('queue', 'sync') }),
      { maxLength: 12 },
    ),
    isWhole: fc.boolean(),
  })
  .map(({ faults, messages, isWhole }) =>
    cutHistoryOf([
      faults.flatMap(([atMs, tookMs], id) => [injected({ id }, atMs), healed(id, atMs + tookMs)]),
      messages.flatMap(({ atMs, ok, kind }, place) => [
        sent(`m${place}`, atMs, { kind }),
        ok ? accepted(`m${place}`, atMs + 5) : failed(`m${place}`, atMs + 5),
      ]),
      isWhole ? [finalRead(2000)] : [],
    ]),
  );

const naive = ({ events }: History): Naive => {
  let [good, all] = [0, 0];
  for (const it of events) {
    if (it.type !== 'invoke' || it.kind !== 'queue') continue;
    const isDuring = events.some((fault) => {
      if (fault.type !== 'faultInjected' || fault.atMs > it.atMs) return false;
      const heal = events.find((one) => one.type === 'faultHealed' && one.step === fault.step.id);
      return (heal?.atMs ?? 0) > it.atMs;
    });
    if (!isDuring) continue;
    all += 1;
    const end = events.find((one) => one.type === 'complete' && one.operation === it.operation);
    if (end?.type === 'complete' && end.outcome.kind === 'ok') good += 1;
  }
  return { checked: all, broken: all > 0 && wilson(good, all).upper < 0.95 ? 1 : 0, doubts: 0 };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(degradedService, naive, { histories }));

test('a scenario names what must go on, and how much of it', () => {
  const half = cutHistoryOf([
    [injected({ id: 1 }, 0), healed(1, 900)],
    Array.from({ length: 20 }, (_, place) => [
      sent(`m${place}`, place, { kind: 'read' }),
      place % 2 === 0 ? accepted(`m${place}`, place + 5) : failed(`m${place}`, place + 5),
    ]).flat(),
    finalRead(1000),
  ]);
  const statusAt = (share: number) => degradedServiceOf({ kinds: ['read'], share }).check(half);
  expect(statusAt(0.9).status).toBe('violated');
  expect(statusAt(0.4).status).toBe('held');
  expect(degradedService.check(half).status).toBe('vacuous');
});
