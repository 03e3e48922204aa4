import { accepted, attempt, effect, finalRead, processEvent, sent } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, exampleLinks, historyOf } from './testing/history-of.ts';

const acknowledged = [sent('m1', 0), attempt('client>web', 0, { key: 'm1' }), accepted('m1', 6)];
const crash = [
  processEvent('web', 'exited', 20, { signal: 'SIGKILL' }),
  processEvent('web', 'started', 30, { life: 1 }),
  processEvent('web', 'ready', 40, { life: 1 }),
];

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'an acknowledged message takes effect after the crash',
    is: 'held',
    history: historyOf([acknowledged, crash, effect('m1', 60)]),
  },
  {
    title: 'an acknowledged message still waits after the crash',
    is: 'held',
    history: historyOf([acknowledged, crash, finalRead(90, { queued: ['m1'] })]),
  },
  {
    title: 'an acknowledged message is gone after the crash',
    is: 'violated',
    saying: 'message m1 was acknowledged at 6 ms, web ended at 20 ms',
    history: historyOf([acknowledged, crash]),
  },
  {
    title: 'the stack does not answer the final read',
    is: 'unknown',
    history: historyOf([acknowledged, crash, finalRead(90, { complete: false })]),
  },
  {
    title: 'the history stops before the final read',
    is: 'unknown',
    history: cutHistoryOf([acknowledged, crash]),
  },
  {
    title: 'the message was acknowledged by the new life',
    is: 'vacuous',
    history: historyOf([crash, sent('m2', 50), accepted('m2', 55), effect('m2', 70)]),
  },
  {
    title: 'another service crashed',
    is: 'vacuous',
    history: historyOf([
      acknowledged,
      processEvent('core', 'exited', 20),
      processEvent('core', 'started', 30, { life: 1 }),
    ]),
  },
  {
    title: 'another service that clients call was restarted',
    is: 'vacuous',
    history: historyOf(
      [
        acknowledged,
        processEvent('mcp', 'exited', 20),
        processEvent('mcp', 'started', 30, { life: 1 }),
      ],
      { links: [...exampleLinks, { from: 'client', to: 'mcp', tell: [], protocol: 'http' }] },
    ),
  },
  {
    title: 'the service ended and never came back',
    is: 'vacuous',
    history: historyOf([acknowledged, processEvent('web', 'exited', 20), finalRead(90)]),
  },
  {
    title: 'of two messages the one acknowledged before the crash is gone',
    is: 'violated',
    saying: 'message m1',
    history: historyOf([acknowledged, crash, sent('m2', 50), accepted('m2', 55)]),
  },
];
