import { effect, sent } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'a message takes effect as it was sent',
    is: 'held',
    history: historyOf([sent('m1', 0), effect('m1', 10)]),
  },
  {
    title: 'an effect has a key that nobody sent',
    is: 'violated',
    saying: 'm9 at 10 ms by core has a key that nobody sent',
    history: historyOf([sent('m1', 0), effect('m9', 10)]),
  },
  {
    title: 'the text was cut on its way',
    is: 'violated',
    saying: 'another text',
    history: historyOf([sent('m1', 0), effect('m1', 10, { textSha: 'sha-of-half' })]),
  },
  {
    title: 'only the warm-up took effect, before the workload',
    is: 'vacuous',
    history: historyOf([effect('warm-up', -50), sent('m1', 0)]),
  },
  {
    title: 'the sink could not read the text of an effect',
    is: 'unknown',
    history: historyOf([sent('m1', 0), effect('m1', 10, { textSha: '' })]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([sent('m1', 0), effect('m1', 10)]),
  },
  {
    title: 'a whole effect, then one with another text under the same key',
    is: 'violated',
    saying: 'm1 at 20 ms by late',
    history: historyOf([
      sent('m1', 0),
      effect('m1', 10),
      effect('m1', 20, { textSha: 'sha-of-half', by: 'late' }),
    ]),
  },
  {
    title: 'an effect with a foreign key whose text could not be read',
    is: 'violated',
    saying: 'm9 at 10 ms by core',
    history: historyOf([effect('m9', 10, { textSha: '' })]),
  },
];
