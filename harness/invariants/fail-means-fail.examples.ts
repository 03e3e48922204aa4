import { accepted, effect, failed, sent, undecided } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'a refused operation stays without effect',
    is: 'held',
    history: historyOf([sent('m1', 0), failed('m1', 5), sent('m2', 9), effect('m2', 20)]),
  },
  {
    title: 'a refused operation takes effect later',
    is: 'violated',
    saying: 'operation m1 was refused at 5 ms',
    history: historyOf([sent('m1', 0), failed('m1', 5), effect('m1', 400)]),
  },
  {
    title: 'a refused operation had already taken effect',
    is: 'violated',
    history: historyOf([sent('m1', 0), effect('m1', 3), failed('m1', 5)]),
  },
  {
    title: 'the client could not know, and it took effect',
    is: 'vacuous',
    history: historyOf([sent('m1', 0), undecided('m1', 5), effect('m1', 30)]),
  },
  {
    title: 'everything was accepted',
    is: 'vacuous',
    history: historyOf([sent('m1', 0), accepted('m1', 5), effect('m1', 30)]),
  },
  {
    title: 'the key of a refused operation was sent again, and one of the two took effect',
    is: 'unknown',
    history: historyOf([
      [sent('m1', 0), failed('m1', 5)],
      sent('m1', 10, { operation: 'again' }),
      effect('m1', 30),
    ]),
  },
  {
    title: 'the history stops early: the effect may come yet',
    is: 'unknown',
    history: cutHistoryOf([sent('m1', 0), failed('m1', 5)]),
  },
];
