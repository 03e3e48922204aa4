import { attempt, injected, processEvent, signal, timedOut } from './testing/drafts.ts';
import type { Example } from './testing/example.ts';
import { cutHistoryOf, historyOf } from './testing/history-of.ts';

const asked = processEvent('core', 'terminated', 100);
const gone = processEvent('core', 'exited', 2400, { code: 0 });
const slow = (tookMs: number) =>
  attempt('web>core', 50, {
    answeredAtMs: 50 + tookMs,
    serviceAnsweredAtMs: 50 + tookMs,
    endedAtMs: 50 + tookMs,
  });
const cutAt = (endedAtMs: number) =>
  attempt('web>core', 50, { class: 'delivered', serviceEnding: 'closed', endedAtMs });

/** What the rule must say of tiny histories; core's grace is 2,500 ms. */
export const examples: readonly Example[] = [
  {
    title: 'a request in hand is answered after SIGTERM',
    is: 'held',
    history: historyOf([slow(400), asked, gone]),
  },
  {
    title: 'a request in hand is cut off at once',
    is: 'violated',
    saying:
      'core got SIGTERM at 100 ms (event 1) and cut off web>core at 50 ms (event 0) at 120 ms',
    history: historyOf([cutAt(120), asked, gone]),
  },
  {
    title: 'a request is cut off by the forced exit, when the time was over',
    is: 'held',
    history: historyOf([
      cutAt(2399),
      asked,
      signal('core', 'shutdown', 2395, { phase: 'forced' }),
      gone,
    ]),
  },
  {
    title: 'a request that came after SIGTERM is turned away',
    is: 'vacuous',
    history: historyOf([
      asked,
      attempt('web>core', 150, { class: 'delivered', serviceEnding: 'closed' }),
      gone,
    ]),
  },
  {
    title: 'the caller gave up itself',
    is: 'vacuous',
    history: historyOf([timedOut('web>core', [50, 300]), asked, gone]),
  },
  {
    title: 'the process was killed',
    is: 'vacuous',
    history: historyOf([
      cutAt(120),
      asked,
      processEvent('core', 'exited', 120, { signal: 'SIGKILL' }),
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([slow(400), asked, gone]),
  },
  {
    title: 'a fault on the link cuts the request off',
    is: 'vacuous',
    history: historyOf([
      injected({ id: 1, kind: 'resetPeer', target: 'web>core' }, 60),
      cutAt(120),
      asked,
      gone,
    ]),
  },
  {
    title: 'the request was answered just before SIGTERM',
    is: 'vacuous',
    history: historyOf([slow(45), asked, gone]),
  },
  {
    title: 'it is asked a second time, and the request is cut off by then',
    is: 'violated',
    history: historyOf([cutAt(300), asked, processEvent('core', 'terminated', 290), gone]),
  },
  {
    title: 'another service was forced to exit',
    is: 'violated',
    history: historyOf([
      cutAt(120),
      asked,
      signal('web', 'shutdown', 110, { phase: 'forced' }),
      gone,
    ]),
  },
];
