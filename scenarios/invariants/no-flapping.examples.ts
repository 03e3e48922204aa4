import type { EventDraft } from '../../harness/core/history.ts';
import { finalRead, processEvent, signal } from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const say = (name: string, atMs: number, value: Parameters<typeof signal>[3], life = 0) =>
  signal('orchestrator', name, atMs, value, life);

const poll = (atMs: number, isLiveUp: boolean, state: string): readonly EventDraft[] => [
  say('probe', atMs, { target: 'live', ok: isLiveUp, ms: 3 }),
  say('probe', atMs, { target: 'candidate', ok: true, ms: 3 }),
  say('haEvaluation', atMs + 2, { state, maintenance: false }),
];

const change = (from: string, to: string, atMs: number, life = 0): readonly EventDraft[] => [
  say('haState', atMs, { from, to, cause: 'probes', first: false }, life),
];
const notify = (from: string, to: string, atMs: number, life = 0): readonly EventDraft[] => [
  say('notification', atMs, { id: atMs, kind: 'HA_STATUS_CHANGE', from, to }, life),
];

const start = [
  say('haState', 1, { from: null, to: 'active', first: true }),
  ...poll(0, true, 'active'),
];
const down = ['active', 'failover_active'] as const;
const twoFailures = [
  ...start,
  ...poll(500, false, 'active'),
  ...poll(1000, false, 'failover_active'),
];

/** What the rule must say of tiny histories; it takes two failures, polls are 500 ms apart. */
export const examples: readonly Example[] = [
  {
    title: 'one probe fails and nothing changes',
    is: 'held',
    history: historyOf([start, poll(500, false, 'active'), poll(1000, true, 'active')]),
  },
  {
    title: 'two probes fail: one change, one notification',
    is: 'held',
    history: historyOf([twoFailures, change(...down, 1001), notify(...down, 1001)]),
  },
  {
    title: 'one failed probe is enough to change the state',
    is: 'violated',
    saying: 'calling core down after 1 failed of 2 probes',
    history: historyOf([
      start,
      poll(500, false, 'failover_active'),
      change(...down, 501),
      notify(...down, 501),
    ]),
  },
  {
    title: 'live is called up on a failed probe',
    is: 'violated',
    saying: 'whose last probe failed',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      notify(...down, 1001),
      poll(1500, false, 'active'),
      change('failover_active', 'active', 1501),
      notify('failover_active', 'active', 1501),
    ]),
  },
  {
    title: 'a change is not notified before the next poll',
    is: 'violated',
    saying: 'was not notified',
    history: historyOf([twoFailures, change(...down, 1001), finalRead(3000)]),
  },
  {
    title: 'a change is notified twice',
    is: 'violated',
    saying: 'has no change of its own',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      notify(...down, 1001),
      notify(...down, 1003),
    ]),
  },
  {
    title: 'a probe over the limit counts as failed, though the log calls it good',
    is: 'violated',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      notify(...down, 1001),
      say('probe', 1500, { target: 'live', ok: true, ms: 900 }),
      change('failover_active', 'active', 1501),
      notify('failover_active', 'active', 1501),
    ]),
  },
  {
    title: 'a probe was over the limit by as much as a busy machine may delay a timer',
    is: 'held',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      notify(...down, 1001),
      say('probe', 1500, { target: 'live', ok: true, ms: 330 }),
      change('failover_active', 'active', 1501),
      notify('failover_active', 'active', 1501),
    ]),
  },
  {
    title: 'a busy machine keeps the watchdog from its notification and from its next poll',
    is: 'held',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      notify(...down, 1600),
      poll(1602, false, 'failover_active'),
    ]),
  },
  {
    title: 'the watchdog polls again, and still has not notified the change',
    is: 'violated',
    saying: 'was not notified',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      poll(1500, false, 'failover_active'),
      notify(...down, 1620),
    ]),
  },
  {
    title: 'the same state is reported as a change',
    is: 'violated',
    saying: 'which is no change',
    history: historyOf([start, change('active', 'active', 10), notify('active', 'active', 10)]),
  },
  {
    title: 'the watchdog crashes after the change, and its next life notifies it',
    is: 'held',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      processEvent('orchestrator', 'exited', 1002),
      processEvent('orchestrator', 'started', 2000, { life: 1 }),
      change(...down, 2050, 1),
      notify(...down, 2050, 1),
      processEvent('orchestrator', 'ready', 2100, { life: 1 }),
      finalRead(4000),
    ]),
  },
  {
    title: 'the history ends before the notification is due',
    is: 'unknown',
    history: historyOf([twoFailures, change(...down, 1001)]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([start, poll(500, false, 'active')]),
  },
  {
    title: 'all probes are good',
    is: 'vacuous',
    history: historyOf([start, poll(500, true, 'active')]),
  },
  {
    title: 'maintenance hides a candidate that is down, which is a change without probes',
    is: 'held',
    history: historyOf([
      say('haState', 1, { from: null, to: 'degraded', first: true }),
      say('haEvaluation', 2, { state: 'degraded', maintenance: false }),
      say('probe', 500, { target: 'live', ok: true, ms: 3 }),
      change('degraded', 'active', 501),
      notify('degraded', 'active', 501),
      say('haEvaluation', 502, { state: 'active', maintenance: true }),
      finalRead(3000),
    ]),
  },
  {
    title: 'maintenance ends and the candidate is down as before',
    is: 'held',
    history: historyOf([
      say('haState', 1, { from: null, to: 'active', first: true }),
      say('haEvaluation', 2, { state: 'active', maintenance: true }),
      say('probe', 500, { target: 'candidate', ok: false, ms: 3 }),
      change('active', 'degraded', 501),
      notify('active', 'degraded', 501),
      say('haEvaluation', 502, { state: 'degraded', maintenance: false }),
      finalRead(3000),
    ]),
  },
  {
    title: 'the next life tells the same notification again',
    is: 'held',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      notify(...down, 1001),
      processEvent('orchestrator', 'exited', 1002),
      say('notification', 2050, { id: 1001, from: 'active', to: 'failover_active' }, 1),
      finalRead(4000),
    ]),
  },
  {
    title: 'the next life tells another notification of a change that was told',
    is: 'violated',
    history: historyOf([
      twoFailures,
      change(...down, 1001),
      notify(...down, 1001),
      processEvent('orchestrator', 'exited', 1002),
      notify(...down, 2050, 1),
      finalRead(4000),
    ]),
  },
  {
    title: 'a change begins at another state than the last one ended at',
    is: 'violated',
    saying: 'though the state was active',
    history: historyOf([
      start,
      poll(500, false, 'active'),
      poll(1000, false, 'failed'),
      change('degraded', 'failed', 1001),
      notify('degraded', 'failed', 1001),
    ]),
  },
];
