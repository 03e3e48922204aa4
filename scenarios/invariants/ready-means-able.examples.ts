import {
  attempt,
  healed,
  injected,
  processEvent,
} from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const probe = (atMs: number, status = 200) =>
  attempt('orchestrator>core-candidate', atMs, { method: 'GET', path: '/health', status });
const ready = [probe(0), probe(500)];
const work = (atMs: number, more: Parameters<typeof attempt>[2] = {}) =>
  attempt('web>core-candidate', atMs, { key: 'm1', ...more });
const dropped = { class: 'delivered', serviceEnding: 'closed', ending: 'fin' } as const;
const modelGone = { id: 1, kind: 'removeFile', target: 'candidate-state' };

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'the standby says ready twice and does its work',
    is: 'held',
    history: historyOf([ready, work(600)]),
  },
  {
    title: 'the standby says ready twice and drops its work',
    is: 'violated',
    saying: 'core-candidate said ready in two probes in a row (events 0, 1)',
    history: historyOf([ready, work(600, dropped)]),
  },
  {
    title: 'its model was removed before, it goes on saying ready, and answers 500',
    is: 'violated',
    history: historyOf([
      injected(modelGone, -100),
      ready,
      work(600, { status: 500 }),
      healed(1, 900),
    ]),
  },
  {
    title: 'its model is removed between the probes and the work',
    is: 'vacuous',
    history: historyOf([ready, injected(modelGone, 550), work(600, dropped), healed(1, 900)]),
  },
  {
    title: 'it does not say ready',
    is: 'vacuous',
    history: historyOf([probe(0, 503), probe(500, 503), work(600, dropped)]),
  },
  {
    title: 'a fault is on its link',
    is: 'vacuous',
    history: historyOf([
      injected({ id: 1, kind: 'resetPeer', target: 'web>core-candidate' }, -100),
      ready,
      work(600, dropped),
    ]),
  },
  {
    title: 'what it needed failed it',
    is: 'vacuous',
    history: historyOf([
      ready,
      work(600, { status: 502 }),
      attempt('core-candidate>prime', 602, { key: 'm1', status: 500 }),
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([ready, work(600)]),
  },
  {
    title: 'the gateway answered in its place, another request went to a dead process',
    is: 'held',
    history: historyOf([
      ready,
      work(600, { status: 500, answeredBy: 'gateway' }),
      work(650, { ...dropped, marked: true }),
    ]),
  },
  {
    title: 'only the last probe was good',
    is: 'vacuous',
    history: historyOf([probe(0, 503), probe(500), work(600, dropped)]),
  },
  {
    title: 'what it calls is dead',
    is: 'vacuous',
    history: historyOf([ready, processEvent('prime', 'exited', 550), work(600, dropped)]),
  },
  {
    title: 'a fault on what it calls was healed only just now',
    is: 'vacuous',
    history: historyOf([
      injected({ id: 1, kind: 'pause', target: 'prime' }, -900),
      healed(1, -1),
      ready,
      work(600, { ...dropped, sentAtMs: 490, deliveredAtMs: 506 }),
    ]),
  },
];
