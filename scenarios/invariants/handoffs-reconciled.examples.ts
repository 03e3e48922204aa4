import {
  finalRead,
  processEvent,
  sent,
  signal,
  undecided,
} from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const handoff = (atMs: number, value: Parameters<typeof signal>[3], life = 0) =>
  signal('orchestrator', 'handoff', atMs, { id: 'h1', ...value }, life);
const begun = handoff(10, { state: 'in_progress' });
const failed = handoff(205, { state: 'failed', reason: 'the orchestrator crashed' }, 1);
const restart = [
  processEvent('orchestrator', 'exited', 100, { signal: 'SIGKILL' }),
  processEvent('orchestrator', 'started', 200, { life: 1 }),
  processEvent('orchestrator', 'ready', 300, { life: 1 }),
];
const later = finalRead(2000);

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'a handoff in progress is failed with a reason after the crash',
    is: 'held',
    history: historyOf([begun, restart, failed, later]),
  },
  {
    title: 'a finished handoff stays as it was',
    is: 'held',
    history: historyOf([begun, handoff(50, { state: 'completed' }), restart, later]),
  },
  {
    title: 'a handoff in progress stays in progress',
    is: 'violated',
    saying: 'handoff h1 was in_progress when orchestrator ended at 100 ms',
    history: historyOf([begun, restart, later]),
  },
  {
    title: 'it is failed without a reason',
    is: 'violated',
    saying: 'failed without a reason',
    history: historyOf([begun, restart, handoff(205, { state: 'failed' }, 1), later]),
  },
  {
    title: 'a finished handoff is failed after the crash',
    is: 'violated',
    saying: 'became failed afterwards',
    history: historyOf([begun, handoff(50, { state: 'completed' }), restart, failed, later]),
  },
  {
    title: 'the history ends before the new life had to judge it',
    is: 'unknown',
    history: historyOf([begun, restart, finalRead(400)]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([begun, restart, failed]),
  },
  {
    title: 'the handoff was never acknowledged to its giver',
    is: 'vacuous',
    history: historyOf([sent('h1', 5), begun, undecided('h1', 100), restart, later]),
  },
  {
    title: 'the orchestrator did not crash',
    is: 'vacuous',
    history: historyOf([begun, later]),
  },
  {
    title: 'it is failed, but long after the new life was ready',
    is: 'violated',
    saying: 'was not marked failed by the next life',
    history: historyOf([
      begun,
      restart,
      handoff(1500, { state: 'failed', reason: 'late' }, 1),
      later,
    ]),
  },
  {
    title: 'a handoff that began in the new life goes on',
    is: 'vacuous',
    history: historyOf([restart, handoff(350, { state: 'in_progress' }, 1), later]),
  },
];
