import { finalRead, processEvent, signal } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, examplePromises, historyOf } from './testing/history-of.ts';

const ready = [processEvent('core', 'started', -500), processEvent('core', 'ready', -100)];
const asked = processEvent('core', 'terminated', 100);
const saving = {
  promises: { ...examplePromises, checkpoints: { core: ['cognitive', 'journal'] } },
};
const saved = (part: string, value = {}) =>
  signal('core', 'checkpoint', 500, { part, ok: true, ...value });

/** What the rule must say of tiny histories; core's grace is 2,500 ms. */
export const examples: readonly Example[] = [
  {
    title: 'the service is gone within its grace',
    is: 'held',
    history: historyOf([ready, asked, processEvent('core', 'exited', 2400, { code: 0 })]),
  },
  {
    title: 'one part is saved, the other honestly is not',
    is: 'held',
    history: historyOf(
      [
        ready,
        asked,
        saved('cognitive', { ok: false, reason: 'prime does not answer' }),
        saved('journal'),
        processEvent('core', 'exited', 2400, { code: 0 }),
      ],
      saving,
    ),
  },
  {
    title: 'a part is neither saved nor said to be missing',
    is: 'violated',
    saying: 'the checkpoint (journal)',
    history: historyOf(
      [ready, asked, saved('cognitive'), processEvent('core', 'exited', 2400, { code: 0 })],
      saving,
    ),
  },
  {
    title: 'a part is not saved, without a reason',
    is: 'violated',
    history: historyOf(
      [
        ready,
        asked,
        saved('cognitive', { ok: false }),
        saved('journal'),
        processEvent('core', 'exited', 2400, { code: 0 }),
      ],
      saving,
    ),
  },
  {
    title: 'the service had to be killed after its grace',
    is: 'violated',
    saying: 'core got SIGTERM at 100 ms (event 2) and was gone only 3,000 ms later',
    history: historyOf([ready, asked, processEvent('core', 'exited', 3100, { signal: 'SIGKILL' })]),
  },
  {
    title: 'the service is gone just after its grace, on a machine that may be busy',
    is: 'unknown',
    saying: 'a busy machine may have cost that',
    history: historyOf([ready, asked, processEvent('core', 'exited', 2700, { code: 0 })]),
  },
  {
    title: 'the service is gone just after its grace, in virtual time',
    is: 'violated',
    history: historyOf([ready, asked, processEvent('core', 'exited', 2700, { code: 0 })], {
      engine: 'simulated',
    }),
  },
  {
    title: 'the service is still there long after its grace',
    is: 'violated',
    saying: 'was still there',
    history: historyOf([ready, asked, finalRead(9000)]),
  },
  {
    title: 'the service was stopped by SIGSTOP meanwhile',
    is: 'unknown',
    history: historyOf([
      ready,
      asked,
      processEvent('core', 'paused', 200),
      processEvent('core', 'resumed', 3000),
      processEvent('core', 'exited', 3100),
    ]),
  },
  {
    title: 'somebody killed it within its grace',
    is: 'unknown',
    history: historyOf([ready, asked, processEvent('core', 'exited', 300, { signal: 'SIGKILL' })]),
  },
  {
    title: 'the history ends within the grace',
    is: 'unknown',
    history: cutHistoryOf([ready, asked]),
  },
  {
    title: 'the harness ends the run after the final read',
    is: 'vacuous',
    history: historyOf([ready, finalRead(50), asked]),
  },
  {
    title: 'a service that was not ready yet is asked to end',
    is: 'vacuous',
    history: historyOf([processEvent('core', 'started', 90), asked, finalRead(9000)]),
  },
  {
    title: 'a second SIGTERM does not begin a new grace',
    is: 'violated',
    history: historyOf([
      ready,
      asked,
      processEvent('core', 'terminated', 1500),
      processEvent('core', 'exited', 3500, { code: 0 }),
    ]),
  },
  {
    title: 'the checkpoint was saved long before SIGTERM',
    is: 'violated',
    history: historyOf(
      [
        ready,
        signal('core', 'checkpoint', 10, { part: 'cognitive', ok: true }),
        signal('core', 'checkpoint', 10, { part: 'journal', ok: true }),
        asked,
        processEvent('core', 'exited', 2400, { code: 0 }),
      ],
      saving,
    ),
  },
  {
    title: 'a service that declares no grace takes its time',
    is: 'vacuous',
    history: historyOf([
      processEvent('web', 'terminated', 100),
      processEvent('web', 'exited', 9000, { code: 0 }),
    ]),
  },
];
