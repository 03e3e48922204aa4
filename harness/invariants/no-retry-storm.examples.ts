import { attempt, effect, healed, injected, refused, sent } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, examplePromises, historyOf } from './testing/history-of.ts';

const fault = [injected({ id: 1 }, 100), healed(1, 2000)];
const message = [sent('m1', 200), effect('m1', 3000)];
const attempts = (count: number, link = 'web>core', fromMs = 300) =>
  Array.from({ length: count }, (_, place) =>
    refused(link, fromMs + 10 * place, { callId: `c${place}`, key: 'm1' }),
  );
const redelivery = { baseDelayMs: 400, maxDelayMs: 800, jitter: 0.25 };
const patient = { promises: { ...examplePromises, redelivery } };

/** What the rule must say of tiny histories; promised are 3 retries and one fallback. */
export const examples: readonly Example[] = [
  {
    title: 'as many attempts as one call may make',
    is: 'held',
    saying: '5 attempts on web>core for 1 operation: 5.0 each, 5.0 are allowed',
    history: historyOf([fault, message, attempts(5)]),
  },
  {
    title: 'one attempt more',
    is: 'violated',
    saying: '6 attempts on web>core for 1 operation',
    history: historyOf([fault, message, attempts(6)]),
  },
  {
    title: 'the alternatives count together',
    is: 'violated',
    saying: '6 attempts on web>core and web>core-candidate',
    history: historyOf([fault, message, attempts(3), attempts(3, 'web>core-candidate')]),
  },
  {
    title: 'a storm breaks out after the heal',
    is: 'violated',
    history: historyOf([fault, message, attempts(6, 'web>core', 2500)]),
  },
  {
    title: 'many attempts before the fault',
    is: 'held',
    history: historyOf([fault, message, attempts(6, 'web>core', 20)]),
  },
  {
    title: 'a message that waits for 2,800 ms may be delivered six times',
    is: 'held',
    saying: '30.0 are allowed',
    history: historyOf([fault, message, attempts(30)], patient),
  },
  {
    title: 'it is delivered more often than that',
    is: 'violated',
    history: historyOf([fault, message, attempts(31)], patient),
  },
  {
    title: 'requests that carry no message do not count',
    is: 'held',
    history: historyOf([
      ...[fault, message],
      Array.from({ length: 20 }, (_, place) => attempt('web>core', 300 + place)),
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([fault, message, attempts(5)]),
  },
  {
    title: 'there was no fault',
    is: 'vacuous',
    history: historyOf([message, attempts(9)]),
  },
  {
    title: 'every message was done before the fault',
    is: 'vacuous',
    history: historyOf([sent('m1', 10), effect('m1', 50), fault]),
  },
];
