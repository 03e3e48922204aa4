import type { EventDraft, Exchange } from '../../harness/core/history.ts';
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

const asks = (atMs: number, more: Partial<Exchange> = {}): EventDraft =>
  attempt('web>orchestrator', atMs, { method: 'GET', path: '/ha/status', ...more });

const away = states([0, 'active'], [1000, 'failover_active'], [1500, 'failover_active']);
const asking = [400, 900, 1400, 1900].map((atMs) => asks(atMs));
const askingOn = [2400, 2900, 3400, 3900].map((atMs) => asks(atMs));
const call = (callId: string) => ({ callId });

/** What the rule must say of tiny histories; web asks every 500 ms. */
export const examples: readonly Example[] = [
  {
    title: 'new calls go to the candidate, and back to live after web was told',
    is: 'held',
    saying: '2 new calls',
    history: historyOf([
      away,
      asking,
      attempt('web>core-candidate', 2000, call('c1')),
      states([3000, 'active']),
      askingOn,
      attempt('web>core', 4000, call('c2')),
    ]),
  },
  {
    title: 'a new call still goes to live after web was told',
    is: 'violated',
    saying: 'the new call c1 began on web>core at 2,000 ms',
    history: historyOf([away, asking, refused('web>core', 2000, call('c1'))]),
  },
  {
    title: 'web had no time to ask after the change, and then none to read the answer',
    is: 'vacuous',
    history: historyOf([
      away,
      [400, 900].map((atMs) => asks(atMs)),
      states([2000, 'failover_active']),
      refused('web>core', 2080, call('c1')),
      asks(2090, { answeredAtMs: 2131, endedAtMs: 2131 }),
      refused('web>core', 2174, call('c2')),
      refused('web>core', 2240, call('c3')),
    ]),
  },
  {
    title: 'web asks while the change is being written down, and is told the old state',
    is: 'vacuous',
    history: historyOf([
      away,
      signal('orchestrator', 'haState', 880, { from: 'active', to: 'failover_active' }),
      [400, 900, 1400].map((atMs) => asks(atMs)),
      refused('web>core', 1450, call('c1')),
    ]),
  },
  {
    title: 'web never asks again, and new calls go to live for ever',
    is: 'violated',
    saying: 'or did not ask',
    history: historyOf([away, asks(400), asks(900), refused('web>core', 2800, call('c1'))]),
  },
  {
    title: 'web asks again after a long while, and a call begins before the answer',
    is: 'vacuous',
    history: historyOf([
      away,
      asks(400),
      asks(900),
      asks(2790, { answeredAtMs: 2900, endedAtMs: 2900 }),
      refused('web>core', 2800, call('c1')),
    ]),
  },
  {
    title: 'web asks, and nobody answers it in time',
    is: 'vacuous',
    history: historyOf([
      away,
      [400, 900].map((atMs) => asks(atMs)),
      [1400, 1900, 2400].map((atMs) =>
        asks(atMs, { class: 'delivered', endedByCaller: true, endedAtMs: atMs + 300 }),
      ),
      attempt('web>core-candidate', 2800, call('c1')),
    ]),
  },
  {
    title: 'a new call goes to the candidate though web was told that the state ended',
    is: 'violated',
    saying: 'other than failover_active',
    history: historyOf([
      away,
      asking,
      states([3000, 'active']),
      askingOn,
      attempt('web>core-candidate', 4000, call('c1')),
    ]),
  },
  {
    title: 'a new call goes to the candidate before web was told that the state ended',
    is: 'held',
    saying: '1 new call ',
    history: historyOf([
      away,
      asking,
      attempt('web>core-candidate', 2000, call('c1')),
      states([3000, 'active']),
      asks(2400),
      asks(2900),
      asks(3380),
      attempt('web>core-candidate', 3388, call('c2')),
    ]),
  },
  {
    title: 'a call goes to the candidate though the state never was failover_active',
    is: 'violated',
    history: historyOf([
      states([0, 'active'], [500, 'active']),
      [100, 600].map((atMs) => asks(atMs)),
      attempt('web>core-candidate', 1000, call('c1')),
    ]),
  },
  {
    title: 'live answers, and calls go back to it before the watchdog says so',
    is: 'vacuous',
    history: historyOf([
      away,
      asking,
      attempt('web>core', 1600, call('c1')),
      attempt('web>core', 2500, call('c2')),
    ]),
  },
  {
    title: 'live answers, and calls go back to it before web was told so by the watchdog',
    is: 'vacuous',
    history: historyOf([
      away,
      asking,
      attempt('web>core', 1380, call('c1')),
      states([2100, 'active']),
      attempt('web>core', 2300, call('c2')),
    ]),
  },
  {
    title: 'the state changed only just now',
    is: 'vacuous',
    history: historyOf([away, asking, refused('web>core', 1100, call('c1'))]),
  },
  {
    title: 'web cannot reach the watchdog',
    is: 'vacuous',
    history: historyOf([
      away,
      injected({ id: 1, kind: 'refuse', target: 'web>orchestrator' }, 900),
      asking.slice(0, 2),
      refused('web>core', 2000, call('c1')),
    ]),
  },
  {
    title: 'the first attempts on live carry no call id, so the fallback looks like a beginning',
    is: 'vacuous',
    history: historyOf([
      states([0, 'active'], [500, 'active']),
      asking,
      refused('web>core', 900),
      attempt('web>core-candidate', 1000, call('c1')),
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([away, asking, attempt('web>core-candidate', 2000, call('c1'))]),
  },
  {
    title: 'live had answered before the state changed, which ends nothing',
    is: 'violated',
    history: historyOf([
      attempt('web>core', 100, call('c0')),
      away,
      asking,
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
      asking,
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
