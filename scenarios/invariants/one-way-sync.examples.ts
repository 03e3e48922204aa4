import { finalRead, processEvent, signal } from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const evaluated = (atMs: number, state = 'active', maintenance = false) =>
  signal('orchestrator', 'haEvaluation', atMs, { state, maintenance });
const sync = (atMs: number, phase: string, live: string, sha256?: string) =>
  signal('orchestrator', 'sync', atMs, {
    ...{ phase, live },
    copied: sha256 === undefined ? [] : [{ file: 'prime.md', sha256 }],
  });
const read = (atMs: number, sha256: string) =>
  signal('core-candidate', 'stateRead', atMs, { files: [{ file: 'prime.md', sha256 }] });
const written = (role: string, atMs: number) =>
  signal(role, 'stateWritten', atMs, { files: ['sessions.json'] });
const refused = signal('core-candidate', 'checkpoint', 3000, { part: 'journal', ok: false });

const first = [evaluated(1000), sync(1001, 'begin', 'l1'), sync(1010, 'end', 'l1', 'p1')];
const second = [evaluated(2000), sync(2001, 'begin', 'l2'), sync(2010, 'end', 'l2', 'p2')];
const later = finalRead(5000);

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'every file that the standby reads was brought by a sync, and live stays as it is',
    is: 'held',
    history: historyOf([read(500, 'seed'), first, read(1500, 'p1'), second, refused, later]),
  },
  {
    title: 'live itself wrote while the sync ran',
    is: 'held',
    history: historyOf([
      evaluated(1000),
      sync(1001, 'begin', 'l1'),
      written('core', 1005),
      sync(1010, 'end', 'l2', 'p1'),
      later,
    ]),
  },
  {
    title: 'the standby reads a file in the moment before its sync is told to have ended',
    is: 'held',
    history: historyOf([
      first,
      sync(2001, 'begin', 'l2'),
      read(2005, 'p2'),
      second[2] ?? [],
      later,
    ]),
  },
  {
    title: 'live’s files change over a sync while live is quiet',
    is: 'violated',
    saying: 'live itself wrote nothing',
    history: historyOf([
      evaluated(1000),
      sync(1001, 'begin', 'l1'),
      sync(1010, 'end', 'l9', 'p1'),
      later,
    ]),
  },
  {
    title: 'the standby writes its sessions',
    is: 'violated',
    saying: 'core-candidate wrote synced files itself',
    history: historyOf([first, written('core-candidate', 1500), later]),
  },
  {
    title: 'the standby writes a checkpoint when it is stopped',
    is: 'violated',
    saying: 'checkpoint at',
    history: historyOf([
      first,
      signal('core-candidate', 'checkpoint', 1500, { part: 'cognitive', ok: true }),
      later,
    ]),
  },
  {
    title: 'the standby reads what no sync has brought',
    is: 'violated',
    saying: 'half copied',
    history: historyOf([first, read(1500, 'p-half'), second, later]),
  },
  {
    title: 'a sync begins while live is down',
    is: 'violated',
    saying: 'in state failover_active',
    history: historyOf([evaluated(1000, 'failover_active'), sync(1001, 'begin', 'l1'), later]),
  },
  {
    title: 'a sync begins in maintenance',
    is: 'violated',
    saying: 'in maintenance',
    history: historyOf([evaluated(1000, 'active', true), sync(1001, 'begin', 'l1'), later]),
  },
  {
    title: 'what the standby read may come from a sync that died',
    is: 'unknown',
    history: historyOf([
      first,
      sync(2001, 'begin', 'l2'),
      processEvent('orchestrator', 'exited', 2005, { signal: 'SIGKILL' }),
      read(2500, 'p2'),
      later,
    ]),
  },
  { title: 'the history stops early', is: 'unknown', history: cutHistoryOf([first]) },
  { title: 'nothing was synced', is: 'vacuous', history: historyOf([evaluated(1000), later]) },
];
