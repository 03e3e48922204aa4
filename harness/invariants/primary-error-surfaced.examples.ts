import { accepted, attempt, refused, sent, timedOut, undecided } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const names = { callId: 'c1', key: 'm1' };
const bothFail = [
  sent('m1', 0),
  refused('web>core', 5, names),
  attempt('web>core-candidate', 10, { ...names, status: 503 }),
];
const told = (message: string) => undecided('m1', 30, { code: 'FAILED', message, status: 502 });

const gateway = { ...names, status: 503, answeredBy: 'gateway' } as const;
const bothMarked = [
  sent('m1', 0),
  attempt('web>core', 5, { ...gateway, steps: [1] }),
  attempt('web>core-candidate', 12, { ...gateway, steps: [2] }),
];

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: "the primary's refusal reaches the client, with the fallback's status as its cause",
    is: 'held',
    history: historyOf([bothFail, told('core: connect ECONNREFUSED; cause: status 503')]),
  },
  {
    title: "the fallback's status reaches the client",
    is: 'violated',
    saying: "which is the fallback's error",
    history: historyOf([bothFail, told('core-candidate: status 503')]),
  },
  {
    title: "the primary's error is only the cause",
    is: 'violated',
    history: historyOf([bothFail, told('status 503; cause: ECONNREFUSED')]),
  },
  {
    title: 'both answers were made by the gateway, and the mark tells them apart',
    is: 'held',
    history: historyOf([bothMarked, told('status 503 {"mark":"holdfast-step-1"}')]),
  },
  {
    title: "both answers were made by the gateway, and the fallback's mark is shown",
    is: 'violated',
    history: historyOf([bothMarked, told('status 503 {"mark":"holdfast-step-2"}')]),
  },
  {
    title: 'both answered the same, and nothing tells them apart',
    is: 'unknown',
    history: historyOf([bothMarked, told('status 503')]),
  },
  {
    title: 'the text says nothing of either',
    is: 'unknown',
    history: historyOf([bothFail, told('something went wrong')]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([bothFail, told('ECONNREFUSED')]),
  },
  {
    title: "the client's own time limit ended the operation, so the stack told it nothing",
    is: 'vacuous',
    history: historyOf([bothFail, undecided('m1', 30, { code: 'TIMEOUT', message: 'late' })]),
  },
  {
    title: 'the message was accepted before, and waits',
    is: 'vacuous',
    history: historyOf([bothFail, accepted('m1', 3)]),
  },
  {
    title: 'a time limit on the primary led to no fallback',
    is: 'vacuous',
    history: historyOf([
      sent('m1', 0),
      timedOut('web>core', [5, 20], names),
      told('read limit of 15 ms'),
    ]),
  },
  {
    title: 'the primary failed in two ways, and its last error reaches the client',
    is: 'held',
    history: historyOf([
      sent('m1', 0),
      attempt('web>core', 1, { ...names, status: 504 }),
      refused('web>core', 8, names),
      attempt('web>core-candidate', 10, { ...names, status: 503 }),
      told('core: ECONNREFUSED'),
    ]),
  },
  {
    title: "the client's code is only the status of the stack's own answer",
    is: 'held',
    history: historyOf([
      sent('m1', 0),
      refused('web>core', 5, names),
      attempt('web>core-candidate', 10, { ...names, status: 502 }),
      undecided('m1', 30, { code: 'HTTP_502', message: 'ECONNREFUSED', status: 502 }),
    ]),
  },
  {
    title: 'the fallback succeeded, and the stack broke later',
    is: 'vacuous',
    history: historyOf([
      sent('m1', 0),
      refused('web>core', 5, names),
      attempt('web>core-candidate', 10, names),
      told('internal error'),
    ]),
  },
  {
    title: 'both failed for a later delivery of the message, after the client was told',
    is: 'vacuous',
    history: historyOf([
      sent('m1', 0),
      told('too many messages'),
      refused('web>core', 105, names),
      attempt('web>core-candidate', 110, { ...names, status: 503 }),
    ]),
  },
];
