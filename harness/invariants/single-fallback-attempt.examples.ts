import { attempt, refused } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const c1 = { callId: 'c1' };

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'one attempt on the fallback after the primary failed',
    is: 'held',
    history: historyOf([refused('web>core', 0, c1), refused('web>core-candidate', 5, c1)]),
  },
  {
    title: 'the fallback is tried twice',
    is: 'violated',
    saying: 'call c1 made 2 attempts on the fallback web>core-candidate: at 5 ms',
    history: historyOf([
      refused('web>core', 0, c1),
      refused('web>core-candidate', 5, c1),
      attempt('web>core-candidate', 105, c1),
    ]),
  },
  {
    title: 'a call that was routed to the standby by state is retried there',
    is: 'vacuous',
    history: historyOf([
      refused('web>core-candidate', 5, c1),
      attempt('web>core-candidate', 105, c1),
    ]),
  },
  {
    title: 'the fallback is tried without a call id',
    is: 'unknown',
    history: historyOf([refused('web>core', 0), refused('web>core-candidate', 5)]),
  },
  {
    title: 'the history stops after the first attempt on the fallback',
    is: 'unknown',
    history: cutHistoryOf([refused('web>core', 0, c1), refused('web>core-candidate', 5, c1)]),
  },
  {
    title: 'another model is no fallback service',
    is: 'vacuous',
    history: historyOf([
      refused('core>prime', 0, c1),
      attempt('core>groq', 5, c1),
      attempt('core>groq', 9, c1),
    ]),
  },
];
