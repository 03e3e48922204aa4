import { accepted, effect, failed, finalRead, mark, sent, undecided } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const one = [sent('m1', 0), accepted('m1', 5)];

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'one message is answered and another is given up with a reason',
    is: 'held',
    history: historyOf([
      one,
      [sent('m2', 1), accepted('m2', 6)],
      effect('m1', 50),
      mark('drained', 90),
      finalRead(91, { deadLettered: [{ key: 'm2', reason: 'too many attempts' }] }),
    ]),
  },
  {
    title: 'an accepted message is nowhere',
    is: 'violated',
    saying: '1 accepted message (m1) lost: no effect',
    history: historyOf([one, mark('drained', 90), finalRead(91)]),
  },
  {
    title: 'a message is given up without a reason',
    is: 'violated',
    history: historyOf([one, finalRead(91, { deadLettered: [{ key: 'm1', reason: '' }] })]),
  },
  {
    title: 'a message waits for ever',
    is: 'violated',
    saying: 'stuck',
    history: historyOf([one, mark('stuck', 90), finalRead(91, { queued: ['m1'] })]),
  },
  {
    title: 'a message still waits when the time is up, and things were moving',
    is: 'unknown',
    history: historyOf([one, mark('timeUp', 90), finalRead(91, { queued: ['m1'] })]),
  },
  {
    title: 'the stack does not answer the final read',
    is: 'unknown',
    history: historyOf([one, finalRead(91, { complete: false })]),
  },
  {
    title: 'the history stops before the final read',
    is: 'unknown',
    history: cutHistoryOf([one, effect('m1', 50)]),
  },
  {
    title: 'nothing was accepted: one was refused, of one nobody knows',
    is: 'vacuous',
    history: historyOf([
      [sent('m1', 0), failed('m1', 5)],
      [sent('m2', 0), undecided('m2', 5)],
      finalRead(91),
    ]),
  },
];
