import { attempt, effect, refused } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const redelivered = [
  attempt('web>core', 0, { key: 'm1', callId: 'c1', class: 'delivered', ending: 'rst' }),
  attempt('web>core-candidate', 50, { key: 'm1', callId: 'c1' }),
];

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'a message is delivered to live and candidate and takes effect once',
    is: 'held',
    history: historyOf([redelivered, effect('m1', 3)]),
  },
  {
    title: 'live and candidate both carry it out',
    is: 'violated',
    saying: 'message m1 took effect 2 times: by core at 3 ms, by core-candidate at 54 ms',
    history: historyOf([redelivered, effect('m1', 3), effect('m1', 54, { by: 'core-candidate' })]),
  },
  {
    title: 'one delivery is carried out twice',
    is: 'violated',
    history: historyOf([attempt('web>core', 0, { key: 'm1' }), effect('m1', 3), effect('m1', 4)]),
  },
  {
    title: 'a retry after a refusal also counts as sent again',
    is: 'held',
    history: historyOf([
      refused('web>core', 0, { key: 'm1' }),
      attempt('web>core', 100, { key: 'm1' }),
      effect('m1', 104),
    ]),
  },
  {
    title: 'a message passes each link once',
    is: 'vacuous',
    history: historyOf([
      attempt('client>web', 0, { key: 'm1' }),
      attempt('web>core', 10, { key: 'm1' }),
      effect('m1', 13),
    ]),
  },
  {
    title: 'the history stops early: the second effect may come yet',
    is: 'unknown',
    history: cutHistoryOf([redelivered, effect('m1', 3)]),
  },
];
