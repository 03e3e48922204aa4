import type { EventDraft } from '../core/history.ts';
import { accepted, healed, injected, sent, undecided } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

interface Load {
  readonly fromMs: number;
  readonly good: number;
  readonly bad: number;
  readonly kind?: string;
}

const load = ({ fromMs, good, bad, kind = 'queue' }: Load): readonly EventDraft[] =>
  Array.from({ length: good + bad }, (_, place) => {
    const [name, atMs] = [`m-${fromMs}-${place}`, fromMs + place];
    const end = place < good ? accepted(name, atMs + 5) : undecided(name, atMs + 5);
    return [sent(name, atMs, { kind }), end];
  }).flat();

const fault = [injected({ id: 1 }, 100), healed(1, 200)];

/** What the rule must say of tiny histories; messages must go on. */
export const examples: readonly Example[] = [
  {
    title: 'messages are taken in while a fault lasts',
    is: 'held',
    saying: '20 of 20 operations (queue) succeeded while a fault lasted',
    history: historyOf([fault, load({ fromMs: 110, good: 20, bad: 0 })]),
  },
  {
    title: 'half of them are not',
    is: 'violated',
    saying: '10 of 20 operations (queue) succeeded while a fault lasted (kill on core)',
    history: historyOf([fault, load({ fromMs: 110, good: 10, bad: 10 })]),
  },
  {
    title: 'one fails, as chance would have it',
    is: 'held',
    history: historyOf([fault, load({ fromMs: 110, good: 19, bad: 1 })]),
  },
  {
    title: 'failures before and after do not count',
    is: 'held',
    history: historyOf([
      ...[fault, load({ fromMs: 110, good: 20, bad: 0 })],
      ...[load({ fromMs: 0, good: 0, bad: 20 }), load({ fromMs: 200, good: 0, bad: 20 })],
    ]),
  },
  {
    title: 'other kinds of operation do not count',
    is: 'held',
    history: historyOf([
      ...[fault, load({ fromMs: 110, good: 20, bad: 0 })],
      load({ fromMs: 140, good: 0, bad: 20, kind: 'sync' }),
    ]),
  },
  {
    title: 'the second of two faults takes the service away',
    is: 'violated',
    history: historyOf([
      ...[fault, injected({ id: 2 }, 300), healed(2, 400)],
      load({ fromMs: 310, good: 0, bad: 20 }),
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([fault, load({ fromMs: 110, good: 20, bad: 0 })]),
  },
  {
    title: 'nothing was asked for while the fault lasted',
    is: 'vacuous',
    history: historyOf([fault, load({ fromMs: 300, good: 20, bad: 0 })]),
  },
];
