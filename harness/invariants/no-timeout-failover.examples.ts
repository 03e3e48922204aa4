import { attempt, refused, timedOut } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { historyOf } from './testing/history-of.ts';

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'a call that timed out is left alone; its message comes back as a new call',
    is: 'held',
    history: historyOf([
      timedOut('web>core', [0, 300], { callId: 'c1', key: 'm1' }),
      attempt('web>core', 900, { callId: 'c2', key: 'm1' }),
    ]),
  },
  {
    title: 'a call that timed out goes to the fallback',
    is: 'violated',
    saying: 'call c1 was given up by web on web>core at 300 ms',
    history: historyOf([
      timedOut('web>core', [0, 300], { callId: 'c1' }),
      attempt('web>core-candidate', 301, { callId: 'c1' }),
    ]),
  },
  {
    title: 'a call that timed out is tried again on the same link',
    is: 'violated',
    history: historyOf([
      timedOut('web>core', [0, 300], { callId: 'c1' }),
      refused('web>core', 400, { callId: 'c1' }),
    ]),
  },
  {
    title: 'the next model is asked after a time limit',
    is: 'held',
    history: historyOf([
      timedOut('core>prime', [0, 300], { callId: 'c1' }),
      attempt('core>groq', 310, { callId: 'c1' }),
    ]),
  },
  {
    title: 'the same model is asked again after a time limit',
    is: 'violated',
    history: historyOf([
      timedOut('core>prime', [0, 300], { callId: 'c1' }),
      attempt('core>prime', 310, { callId: 'c1' }),
    ]),
  },
  {
    title: 'a hedged attempt was already under way when the first was given up',
    is: 'held',
    history: historyOf([
      timedOut('web>core', [0, 300], { callId: 'c1' }),
      attempt('web>core-candidate', 100, { callId: 'c1' }),
    ]),
  },
  {
    title: 'an attempt without a call id is given up',
    is: 'unknown',
    history: historyOf([timedOut('web>core', [0, 300])]),
  },
  {
    title: 'the caller died, which is no time limit',
    is: 'vacuous',
    history: historyOf([timedOut('web>core', [0, 300], { callId: 'c1', callerDied: true })]),
  },
  {
    title: 'broken connections are retried, and nothing timed out',
    is: 'vacuous',
    history: historyOf([
      refused('web>core', 0, { callId: 'c1' }),
      attempt('web>core-candidate', 100, { callId: 'c1' }),
    ]),
  },
  {
    title: 'a time limit and the next attempt were seen in one instant',
    is: 'violated',
    history: historyOf([
      timedOut('web>core', [0, 300], { callId: 'c1' }),
      attempt('web>core-candidate', 295, { callId: 'c1' }),
    ]),
  },
];
