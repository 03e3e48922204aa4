import fc from 'fast-check';
import { test } from 'vitest';
import type { Exchange, History } from '../core/history.ts';
import { noRetryStorm } from './no-retry-storm.ts';
import { expectAgreement } from './testing/agrees.ts';
import { effect, finalRead, healed, injected, refused, sent } from './testing/drafts.ts';
import { cutHistoryOf } from './testing/history-of.ts';
import type { Naive } from './testing/random-history.ts';

const moment = fc.integer({ min: 0, max: 9 }).map((step) => step * 100);
const primary = 'web>core';
const links = [primary, 'web>core-candidate', 'core>mcp'];

const histories = fc
  .record({
    faults: fc.array(fc.tuple(moment, moment), { maxLength: 2 }),
    messages: fc.array(fc.tuple(moment, fc.option(moment)), { maxLength: 2 }),
    attempts: fc.array(fc.tuple(fc.constantFrom(...links), moment), { maxLength: 16 }),
    isWhole: fc.boolean(),
  })
  .map(({ faults, messages, attempts, isWhole }) =>
    cutHistoryOf(
      [
        faults.flatMap(([atMs, tookMs], id) => [injected({ id }, atMs), healed(id, atMs + tookMs)]),
        messages.flatMap(([atMs, tookMs], place) => [
          sent(`m${place}`, atMs),
          ...(tookMs === null ? [] : [effect(`m${place}`, atMs + tookMs)]),
        ]),
        attempts.map(([link, atMs]) => refused(link, atMs, { key: 'm0', callId: 'c1' })),
        isWhole ? [finalRead(2000)] : [],
      ],
      // 60 s after a heal are 300 ms.
      { scale: 0.005 },
    ),
  );

/** Promised are 3 retries and a fallback, and no redelivery. */
const naive = ({ events }: History): Naive => {
  let [checked, broken] = [0, 0];
  const endMs = Math.max(0, ...events.map(({ atMs }) => atMs));
  const tries = events.filter((it): it is Exchange => it.type === 'exchange');
  for (const fault of events) {
    if (fault.type !== 'faultInjected') continue;
    const heal = events.find((it) => it.type === 'faultHealed' && it.step === fault.step.id);
    const untilMs = Math.min(endMs, (heal?.atMs ?? 0) + 300);
    const busy = events.filter((it) => {
      if (it.type !== 'invoke' || it.atMs >= untilMs) return false;
      const done = events.find((one) => one.type === 'effect' && one.key === it.key);
      return done === undefined || done.atMs >= fault.atMs;
    });
    if (busy.length === 0) continue;
    for (const path of [[primary], ['web>core-candidate'], [primary, 'web>core-candidate']]) {
      checked += 1;
      const count = tries.filter(
        ({ link, atMs }) => path.includes(link) && atMs >= fault.atMs && atMs < untilMs,
      ).length;
      if (count > 5 * busy.length) broken += 1;
    }
  }
  return { checked, broken, doubts: 0 };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(noRetryStorm, naive, { histories }));
