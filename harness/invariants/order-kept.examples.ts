import { accepted, effect, sent } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, examplePromises, historyOf } from './testing/history-of.ts';

const first = [sent('m1', 0), accepted('m1', 5)];
const second = [sent('m2', 20), accepted('m2', 25)];

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'two messages take effect as they were sent',
    is: 'held',
    history: historyOf([first, second, effect('m1', 50), effect('m2', 90)]),
  },
  {
    title: 'the second takes effect before the first',
    is: 'violated',
    saying: 'm2 took effect at 50 ms (event 4), before m1 at 90 ms (event 5)',
    history: historyOf([first, second, effect('m2', 50), effect('m1', 90)]),
  },
  {
    title: 'only the second has taken effect',
    is: 'unknown',
    history: historyOf([first, second, effect('m2', 50)]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([first, second, effect('m1', 50), effect('m2', 90)]),
  },
  {
    title: 'the second was sent before the first was acknowledged',
    is: 'vacuous',
    history: historyOf([first, sent('m2', 3), effect('m2', 50), effect('m1', 90)]),
  },
  {
    title: 'the two belong to different conversations',
    is: 'vacuous',
    history: historyOf([
      first,
      sent('m2', 20, { conversation: 'two' }),
      effect('m2', 50),
      effect('m1', 90),
    ]),
  },
  {
    title: 'the stack promises no order',
    is: 'vacuous',
    history: historyOf([first, second, effect('m2', 50), effect('m1', 90)], {
      promises: { ...examplePromises, keepsOrder: false },
    }),
  },
  {
    title: 'the two effects are so close that the clock cannot order them',
    is: 'held',
    history: historyOf([first, second, effect('m2', 85), effect('m1', 90)]),
  },
];
