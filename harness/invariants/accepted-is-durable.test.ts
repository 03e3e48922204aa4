import fc from 'fast-check';
import { test } from 'vitest';
import type { EventDraft, History } from '../core/history.ts';
import { acceptedIsDurable } from './accepted-is-durable.ts';
import { expectAgreement } from './testing/agrees.ts';
import { accepted, effect, failed, finalRead, processEvent, sent } from './testing/drafts.ts';
import { cutHistoryOf } from './testing/history-of.ts';
import type { Naive } from './testing/random-history.ts';

const place = fc.constantFrom('effect', 'queued', 'dead', 'mute', 'nowhere');

const message = fc.record({
  atMs: fc.constantFrom(0, 40, 80),
  isAccepted: fc.boolean(),
  place,
});

const restart = (role: string): readonly EventDraft[] => [
  processEvent(role, 'exited', 50),
  processEvent(role, 'started', 60, { life: 1 }),
];

const histories = fc
  .record({
    messages: fc.array(message, { maxLength: 3 }),
    restarts: fc.subarray(['web', 'core']),
    read: fc.constantFrom('whole', 'crashed', 'cut'),
  })
  .map(({ messages, restarts, read }) => {
    const keyed = messages.map((it, index) => ({ ...it, key: `m${index}` }));
    const at = (wanted: string) => keyed.filter((it) => it.place === wanted).map((it) => it.key);
    const deadLettered = [
      ...at('dead').map((key) => ({ key, reason: 'too often' })),
      ...at('mute').map((key) => ({ key, reason: '' })),
    ];
    const lists = read === 'whole' ? { queued: at('queued'), deadLettered } : { complete: false };
    return cutHistoryOf([
      ...keyed.flatMap(({ key, atMs, isAccepted }) => [
        sent(key, atMs),
        (isAccepted ? accepted : failed)(key, atMs + 5),
      ]),
      ...at('effect').map((key) => effect(key, 90)),
      ...restarts.flatMap(restart),
      ...(read === 'cut' ? [] : [finalRead(100, lists)]),
    ]);
  });

const naive = ({ events }: History): Naive => {
  const isRestarted = events.some(
    (it) => it.type === 'process' && it.role === 'web' && it.what === 'started',
  );
  const read = events.find((it) => it.type === 'finalRead');
  let [checked, broken, doubts] = [0, 0, 0];
  for (const known of events) {
    if (known.type !== 'complete' || known.outcome.kind !== 'ok') continue;
    if (!isRestarted || known.atMs > 50) continue;
    checked += 1;
    const key = known.operation;
    if (events.some((it) => it.type === 'effect' && it.key === key)) continue;
    if (read?.complete !== true) doubts += 1;
    else if (read.queued.includes(key)) continue;
    else if (!read.deadLettered.some((it) => it.key === key && it.reason !== '')) broken += 1;
  }
  return { checked, broken, doubts };
};

test('agrees with a naive reading of its rule', () =>
  expectAgreement(acceptedIsDurable, naive, { histories }));
