import type { EventDraft } from '../../harness/core/history.ts';
import { finalRead, processEvent, signal } from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const saved = (cycle: number, atMs: number) => signal('d1', 'checkpointed', atMs, { cycle });
const read = (cycle: number, atMs: number, tookMs = 2) =>
  signal('d2', 'currentRead', atMs, { cycle, tookMs });
const crash = (atMs: number) => processEvent('d1', 'exited', atMs, { signal: 'SIGKILL' });
const two: readonly EventDraft[] = [saved(1, 100), saved(2, 200)];
const end = finalRead(5000);
const run = { threadId: 'idea-1' };

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'the last acknowledged checkpoint is read back',
    is: 'held',
    history: historyOf([two, crash(300), read(2, 400), end]),
  },
  {
    title: 'a later one is, which nobody had the time to acknowledge',
    is: 'held',
    history: historyOf([two, crash(300), read(3, 400), end]),
  },
  {
    title: 'only an earlier one is',
    is: 'violated',
    saying: 'checkpoint 2 of cycles was acknowledged at 200 ms and d1 crashed at 300 ms',
    history: historyOf([two, crash(300), read(1, 400), end]),
  },
  {
    title: 'nothing is',
    is: 'violated',
    saying: 'what was read back at 400 ms is 0',
    history: historyOf([two, crash(300), read(0, 400), end]),
  },
  {
    title: 'a read that began before the crash tells how it was',
    is: 'held',
    history: historyOf([two, crash(300), read(1, 350, 160), read(2, 400), end]),
  },
  {
    title: 'what was acknowledged after the crash is another matter',
    is: 'held',
    history: historyOf([two, crash(300), read(2, 400), saved(3, 500), end]),
  },
  {
    title: 'a program that ended as it was asked to is no crash',
    is: 'vacuous',
    history: historyOf([two, processEvent('d1', 'exited', 300, { code: 0 }), read(1, 400), end]),
  },
  {
    title: 'of two threads one is set back',
    is: 'violated',
    saying: 'checkpoint 4 of idea-1',
    history: historyOf([
      ...[two, signal('d1', 'checkpointed', 220, { ...run, step: 4 }), crash(300), read(2, 400)],
      ...[signal('d1', 'resumed', 410, { ...run, step: 3 }), end],
    ]),
  },
  {
    title: 'nobody reads after the crash',
    is: 'unknown',
    saying: 'nobody read it afterwards',
    history: historyOf([two, read(2, 250), crash(300), end]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([two, crash(300), read(2, 400)]),
  },
  {
    title: 'the crash came before any checkpoint',
    is: 'vacuous',
    history: historyOf([crash(50), two, read(2, 400), end]),
  },
  {
    title: 'the end of the run is no crash',
    is: 'vacuous',
    history: historyOf([two, read(2, 400), end, crash(5100)]),
  },
];
