import fc from 'fast-check';
import { test } from 'vitest';
import type { History } from '../core/history.ts';
import { drainsOnShutdown } from './drains-on-shutdown.ts';
import { expectAgreement } from './testing/agrees.ts';
import { attempt, finalRead, processEvent, signal } from './testing/drafts.ts';
import { cutHistoryOf } from './testing/history-of.ts';
import type { Naive } from './testing/random-history.ts';

const request = fc
  .record({
    // Delivered 1 ms later; SIGTERM comes at 100 ms.
    atMs: fc.constantFrom(0, 80, 92, 150),
    endedAtMs: fc.constantFrom(95, 105, 200, 980, 1200, 2595, 3000),
    ending: fc.constantFrom('answered', 'closed', 'callerGone'),
  })
  .filter(({ atMs, endedAtMs }) => endedAtMs > atMs)
  .map(({ atMs, endedAtMs, ending }) =>
    ending === 'answered'
      ? attempt('web>core', atMs, {
          answeredAtMs: endedAtMs,
          serviceAnsweredAtMs: endedAtMs,
          endedAtMs,
        })
      : attempt('web>core', atMs, {
          class: 'delivered',
          serviceEnding: ending,
          endedByCaller: ending === 'callerGone',
          endedAtMs,
        }),
  );

const histories = fc
  .record({
    requests: fc.array(request, { maxLength: 4 }),
    forced: fc.constantFrom(990, undefined),
    how: fc.constantFrom('asked', 'asked', 'killed', 'left'),
    isCut: fc.constantFrom(true, false, false),
  })
  .map(({ requests, forced, how, isCut }) =>
    cutHistoryOf([
      ...requests,
      ...(how === 'left' ? [] : [processEvent('core', 'terminated', 100)]),
      ...(how === 'killed' ? [processEvent('core', 'exited', 400, { signal: 'SIGKILL' })] : []),
      ...(forced === undefined ? [] : [signal('core', 'shutdown', forced, { phase: 'forced' })]),
      ...(isCut ? [] : [finalRead(9000)]),
    ]),
  );

const naive = ({ events }: History): Naive => {
  const asked = events.some((it) => it.type === 'process' && it.what === 'terminated');
  const wasKilled = events.some((it) => it.type === 'process' && it.signal === 'SIGKILL');
  const forced = events.find((it) => it.type === 'signal');
  const untilMs = Math.min(2600, forced?.atMs ?? 2600);
  let [checked, broken] = [0, 0];
  for (const one of events) {
    if (one.type !== 'exchange' || !asked || wasKilled || one.endedByCaller) continue;
    const endedMs = one.endedAtMs ?? 0;
    if (one.atMs + 1 >= 90 || endedMs <= 110) continue;
    checked += 1;
    if (one.class === 'delivered' && endedMs < untilMs - 10) broken += 1;
  }
  return { checked, broken, doubts: 0 };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(drainsOnShutdown, naive, { histories }));
