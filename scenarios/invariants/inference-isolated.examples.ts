import { attempt, processEvent, timedOut } from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const packet = (key: string, atMs: number, tookMs: number) =>
  attempt('web>core', atMs, {
    key,
    answeredAtMs: atMs + tookMs,
    serviceAnsweredAtMs: atMs + tookMs,
    endedAtMs: atMs + tookMs,
  });
const inference = (key: string, atMs: number) => attempt('core>prime', atMs, { key });
const hung = [
  timedOut('web>core', [0, 3000], { key: 'm1' }),
  timedOut('core>prime', [5, 2005], { key: 'm1', class: 'answerCut' }),
];

/** What the rule must say of tiny histories; a request must get on within 400 ms. */
export const examples: readonly Example[] = [
  {
    title: 'another message is answered while one inference hangs',
    is: 'held',
    history: historyOf([hung, packet('m2', 100, 50), inference('m2', 105)]),
  },
  {
    title: 'another message begins its own slow inference at once',
    is: 'held',
    history: historyOf([hung, packet('m2', 100, 1500), inference('m2', 105)]),
  },
  {
    title: 'another message has to wait until the hung inference is over',
    is: 'violated',
    saying: 'web>core at 100 ms (event 2) did not get on for more than 400 ms',
    history: historyOf([hung, packet('m2', 100, 2000), inference('m2', 2010)]),
  },
  {
    title: 'a probe gets no answer while an inference hangs',
    is: 'violated',
    history: historyOf([
      hung,
      timedOut('orchestrator>core', [100, 950], { method: 'GET', path: '/health' }),
    ]),
  },
  {
    title: 'core had no turn on the processor until just before the hung inference ended',
    is: 'vacuous',
    history: historyOf([hung, packet('m2', 1500, 600), inference('m2', 2006)]),
  },
  {
    title: 'core answered a probe meanwhile, and another message had to wait for the inference',
    is: 'violated',
    history: historyOf([
      hung,
      packet('m2', 1500, 600),
      inference('m2', 2006),
      attempt('orchestrator>core', 1700, { method: 'GET', path: '/health' }),
    ]),
  },
  {
    title: 'another message was slow, and got on while the inference still hung',
    is: 'vacuous',
    history: historyOf([hung, packet('m2', 100, 1900), inference('m2', 1000)]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([hung, packet('m2', 100, 50), inference('m2', 105)]),
  },
  {
    title: 'core was stopped by SIGSTOP meanwhile',
    is: 'vacuous',
    history: historyOf([
      hung,
      packet('m2', 100, 2000),
      processEvent('core', 'paused', 110),
      processEvent('core', 'resumed', 1900),
    ]),
  },
  {
    title: 'the watchdog gave up before a verdict was possible',
    is: 'vacuous',
    history: historyOf([
      hung,
      timedOut('orchestrator>core', [100, 300], { method: 'GET', path: '/health' }),
    ]),
  },
  {
    title: 'no inference hung',
    is: 'vacuous',
    history: historyOf([packet('m2', 100, 2000), inference('m2', 105)]),
  },
  {
    title: 'another model hangs, and another message has to wait',
    is: 'violated',
    history: historyOf([
      timedOut('core>groq', [5, 2005], { key: 'm1' }),
      packet('m2', 100, 2000),
      inference('m2', 2010),
    ]),
  },
  {
    title: 'a tool hangs, which is another matter',
    is: 'vacuous',
    history: historyOf([timedOut('core>mcp', [5, 2005], { key: 'm1' }), packet('m2', 100, 2000)]),
  },
  {
    title: 'the same message comes again and waits for its own inference',
    is: 'vacuous',
    history: historyOf([hung, packet('m1', 100, 2000)]),
  },
  {
    title: 'an inference is slow, but answered',
    is: 'vacuous',
    history: historyOf([
      attempt('core>prime', 5, { key: 'm1', answeredAtMs: 2005, endedAtMs: 2005 }),
      packet('m2', 100, 2000),
    ]),
  },
  {
    title: 'a message that came before the inference began to hang is no witness',
    is: 'vacuous',
    history: historyOf([
      timedOut('core>prime', [605, 2605], { key: 'm1' }),
      packet('m2', 100, 2000),
    ]),
  },
];
