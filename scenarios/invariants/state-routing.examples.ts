import type { EventDraft } from '../../harness/core/history.ts';
import {
  attempt,
  healed,
  injected,
  refused,
  signal,
} from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const states = (...reported: readonly (readonly [number, string])[]): readonly EventDraft[] =>
  reported.map(([atMs, state]) => signal('orchestrator', 'haEvaluation', atMs, { state }));

const away = states([0, 'active'], [1000, 'failover_active'], [1500, 'failover_active']);
const call = (callId: string) => ({ callId });

/** What the rule must say of tiny histories; a caller may lag 710 ms. */
export const examples: readonly Example[] = [
  {
    title: 'new calls go to the candidate, and back to live after the state ended',
    is: 'held',
    saying: '2 new calls',
    history: historyOf([
      away,
      attempt('web>core-candidate', 2000, call('c1')),
      states([3000, 'active']),
      attempt('web>core', 4000, call('c2')),
    ]),
  },
  {
    title: 'a new call still goes to live',
    is: 'violated',
    saying: 'the new call c1 began on web>core at 2,000 ms',
    history: historyOf([away, refused('web>core', 2000, call('c1'))]),
  },
  {
    title: 'a new call goes to the candidate though the state ended long ago',
    is: 'violated',
    saying: 'other than failover_active',
    history: historyOf([
      away,
      states([3000, 'active']),
      attempt('web>core-candidate', 4000, call('c1')),
    ]),
  },
  {
    title: 'a call goes to the candidate though the state never was failover_active',
    is: 'violated',
    history: historyOf([
      states([0, 'active'], [500, 'active']),
      attempt('web>core-candidate', 1000, call('c1')),
    ]),
  },
  {
    title: 'live answers, and calls go back to it before the watchdog says so',
    is: 'vacuous',
    history: historyOf([
      away,
      attempt('web>core', 1600, call('c1')),
      attempt('web>core', 2500, call('c2')),
    ]),
  },
  {
    title: 'the state changed only just now',
    is: 'vacuous',
    history: historyOf([away, refused('web>core', 1100, call('c1'))]),
  },
  {
    title: 'web cannot reach the watchdog',
    is: 'vacuous',
    history: historyOf([
      away,
      injected({ id: 1, kind: 'refuse', target: 'web>orchestrator' }, 900),
      refused('web>core', 2000, call('c1')),
    ]),
  },
  {
    title: 'the first attempts on live carry no call id, so the fallback looks like a beginning',
    is: 'vacuous',
    history: historyOf([
      states([0, 'active'], [500, 'active']),
      refused('web>core', 900),
      attempt('web>core-candidate', 1000, call('c1')),
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([away, attempt('web>core-candidate', 2000, call('c1'))]),
  },
  {
    title: 'live had answered before the state changed, which ends nothing',
    is: 'violated',
    history: historyOf([
      attempt('web>core', 100, call('c0')),
      away,
      refused('web>core', 2000, call('c1')),
    ]),
  },
  {
    title: 'web could reach the watchdog again only just now',
    is: 'vacuous',
    history: historyOf([
      away,
      injected({ id: 1, kind: 'refuse', target: 'web>orchestrator' }, 900),
      healed(1, 1800),
      refused('web>core', 2600, call('c1')),
    ]),
  },
  {
    title: 'a call falls back to the candidate, which is no routing by state',
    is: 'vacuous',
    history: historyOf([
      states([0, 'active'], [500, 'active']),
      refused('web>core', 1000, call('c1')),
      attempt('web>core-candidate', 1010, call('c1')),
    ]),
  },
  {
    title: 'nobody knows the state yet',
    is: 'vacuous',
    history: historyOf([
      states([900, 'failover_active'], [1500, 'failover_active']),
      refused('web>core', 1550, call('c1')),
    ]),
  },
];
