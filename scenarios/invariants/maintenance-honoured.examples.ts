import {
  attempt,
  healed,
  injected,
  processEvent,
  refused,
  signal,
} from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const flag = {
  id: 1,
  kind: 'writeFile',
  target: 'shared',
  params: { path: 'ha_maintenance', content: 'on' },
  heal: { afterMs: 4900 },
};
const poll = (atMs: number, candidate: string) =>
  signal('orchestrator', 'haEvaluation', atMs, { state: 'active', candidate, maintenance: true });
// The poll of 700 ms may have begun before the flag was there.
const on = [injected(flag, 100), healed(1, 5000), poll(700, 'healthy')];
const c1 = { callId: 'c1' };

/** What the rule must say of tiny histories; the flag binds from 860 ms on. */
export const examples: readonly Example[] = [
  {
    title: 'live answers 503, nothing fails over, and the candidate is left alone',
    is: 'held',
    saying: '1 attempt failed without a failover, 1 poll left the candidate alone',
    history: historyOf([
      on,
      attempt('web>core', 1000, { ...c1, status: 503 }),
      attempt('core>mcp', 1100),
      poll(1200, 'unevaluated'),
    ]),
  },
  {
    title: 'a call fails over',
    is: 'violated',
    saying: 'a call went to the fallback: web>core-candidate at 1,010 ms',
    history: historyOf([
      on,
      attempt('web>core', 1000, { ...c1, status: 503 }),
      attempt('web>core-candidate', 1010, c1),
    ]),
  },
  {
    title: 'the candidate is judged',
    is: 'violated',
    history: historyOf([on, poll(1200, 'healthy')]),
  },
  {
    title: 'the candidate is probed',
    is: 'violated',
    saying: 'probed the candidate',
    history: historyOf([on, attempt('orchestrator>core-candidate', 1200)]),
  },
  {
    title: 'a direct call is refused without any fault',
    is: 'violated',
    saying: 'core>mcp at 1,200 ms',
    history: historyOf([on, refused('core>mcp', 1200)]),
  },
  {
    title: 'a direct call is refused by a fault of the plan',
    is: 'held',
    history: historyOf([
      on,
      injected({ id: 2, kind: 'refuse', target: 'core>mcp' }, 1100),
      refused('core>mcp', 1200),
      healed(2, 1300),
      poll(1250, 'unevaluated'),
    ]),
  },
  {
    title: 'a call fails over before one poll has passed, and after the flag is gone',
    is: 'vacuous',
    history: historyOf([
      on,
      attempt('web>core-candidate', 400, c1),
      attempt('web>core-candidate', 5100, { callId: 'c2' }),
    ]),
  },
  {
    title: 'a program saw the flag go before its removal was noted',
    is: 'held',
    history: historyOf([
      on,
      poll(1200, 'unevaluated'),
      signal('web', 'maintenance', 4900, { on: false }),
      attempt('web>core-candidate', 4950, c1),
    ]),
  },
  {
    title: 'the removal of the flag was noted late',
    is: 'held',
    history: historyOf([
      injected(flag, 100),
      healed(1, 5400),
      poll(700, 'healthy'),
      poll(1200, 'unevaluated'),
      attempt('web>core-candidate', 5100, c1),
      poll(5200, 'healthy'),
    ]),
  },
  {
    title: 'the flag was written late, and a call failed over just before',
    is: 'vacuous',
    history: historyOf([on, attempt('web>core-candidate', 700, c1)]),
  },
  {
    title: 'a poll that began before the flag took long on a busy machine',
    is: 'vacuous',
    history: historyOf([
      injected(flag, 100),
      healed(1, 5000),
      attempt('orchestrator>core-candidate', 900),
      poll(1100, 'healthy'),
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([on, poll(1200, 'unevaluated')]),
  },
  {
    title: 'maintenance was never on',
    is: 'vacuous',
    history: historyOf([attempt('web>core-candidate', 400, c1)]),
  },
  {
    title: 'clients and the watchdog are refused, which are no calls between services',
    is: 'vacuous',
    history: historyOf([on, refused('client>web', 1000), refused('orchestrator>core', 1000)]),
  },
  {
    title: 'a call to a killed service is refused',
    is: 'held',
    saying: '1 attempt failed without a failover, 0 polls left the candidate alone, and 0 direct',
    history: historyOf([on, processEvent('core', 'exited', 900), refused('web>core', 1000, c1)]),
  },
];
