import type { EventDraft } from '../../harness/core/history.ts';
import { attempt, refused, signal } from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutHistoryOf, historyOf } from '../../harness/invariants/testing/history-of.ts';

const times = [0, 500, 1000, 1500, 2000, 2500, 3000];

const probes = (link: string, downFromMs: number): readonly EventDraft[] =>
  times.map((atMs) => (atMs >= downFromMs ? refused(link, atMs) : attempt(link, atMs)));

const states = (...reported: readonly (readonly [number, string])[]): readonly EventDraft[] =>
  reported.map(([atMs, state]) =>
    signal('orchestrator', 'haEvaluation', atMs, { state, maintenance: false }),
  );

const candidateUp = probes('orchestrator>core-candidate', Number.POSITIVE_INFINITY);
const liveUp = probes('orchestrator>core', Number.POSITIVE_INFINITY);
const liveDown = probes('orchestrator>core', 500);

/** The watchdog's own timer ended its probes of the candidate, from this poll on. */
const gaveUpOn = (fromPoll: number): readonly EventDraft[] =>
  times
    .slice(fromPoll)
    .map((atMs) =>
      signal('orchestrator', 'probe', atMs + 204, { target: 'candidate', ok: false, ms: 204 }),
    );

/** What the rule must say of tiny histories; the watchdog may lag 1,410 ms. */
export const examples: readonly Example[] = [
  {
    title: 'both cores answer and the state is active',
    is: 'held',
    history: historyOf([liveUp, candidateUp, states([5, 'active'])]),
  },
  {
    title: 'live fails and the state follows after two polls',
    is: 'held',
    history: historyOf([liveDown, candidateUp, states([5, 'active'], [1005, 'failover_active'])]),
  },
  {
    title: 'live fails and the state stays active',
    is: 'violated',
    saying: 'core failed every probe from 500 ms to 3,000 ms, yet the state reported at 5 ms',
    history: historyOf([liveDown, candidateUp, states([5, 'active'])]),
  },
  {
    title: 'both answer and the state is failed',
    is: 'violated',
    history: historyOf([liveUp, candidateUp, states([5, 'active'], [2600, 'failed'])]),
  },
  {
    title: 'the watchdog tells no state',
    is: 'unknown',
    history: historyOf([liveUp, candidateUp]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutHistoryOf([liveUp, candidateUp, states([5, 'active'])]),
  },
  {
    title: 'there were too few probes to settle anything',
    is: 'vacuous',
    history: historyOf([attempt('orchestrator>core', 0), states([5, 'failed'])]),
  },
  {
    title: 'live fails during maintenance, which does not count',
    is: 'vacuous',
    history: historyOf([
      liveDown,
      candidateUp,
      states([5, 'active']),
      signal('orchestrator', 'maintenance', 1, { on: true }),
    ]),
  },
  {
    title: 'live answers, but slower than the watchdog waits, and the state stays active',
    is: 'violated',
    history: historyOf([
      candidateUp,
      states([5, 'active']),
      times.map((atMs) =>
        attempt('orchestrator>core', atMs, { answeredAtMs: atMs + 300, endedAtMs: atMs + 300 }),
      ),
    ]),
  },
  {
    title: 'the watchdog was silent for long between two failed probes',
    is: 'vacuous',
    history: historyOf([
      states([5, 'active']),
      refused('orchestrator>core', 0),
      refused('orchestrator>core', 2500),
    ]),
  },
  {
    title: 'live fails, and maintenance has only just ended',
    is: 'vacuous',
    history: historyOf([
      liveDown,
      states([5, 'active']),
      signal('orchestrator', 'maintenance', 1, { on: true }),
      signal('orchestrator', 'maintenance', 1700, { on: false }),
    ]),
  },
  {
    title: 'the link saw answers in time, the starved watchdog did not',
    is: 'vacuous',
    history: historyOf([states([5, 'active'], [1004, 'degraded']), candidateUp, gaveUpOn(1)]),
  },
  {
    title: 'one probe that nobody can decide among failed ones may have been a good one',
    is: 'vacuous',
    history: historyOf([
      states([5, 'active']),
      [0, 500, 1000, 2000, 2500, 3000].map((atMs) => refused('orchestrator>core', atMs)),
      attempt('orchestrator>core', 1500, { answeredAtMs: 1720, endedAtMs: 1720 }),
      signal('orchestrator', 'probe', 1704, { target: 'live', ok: true, ms: 204 }),
    ]),
  },
  {
    title: 'the watchdog calls probes good that were refused',
    is: 'violated',
    history: historyOf([
      states([5, 'active']),
      liveDown,
      times.map((atMs) =>
        signal('orchestrator', 'probe', atMs + 3, { target: 'live', ok: true, ms: 3 }),
      ),
    ]),
  },
  {
    title: 'the watchdog waits longer than its limit and calls late answers good',
    is: 'violated',
    history: historyOf([
      states([5, 'active']),
      times.flatMap((atMs) => [
        attempt('orchestrator>core', atMs, { answeredAtMs: atMs + 300, endedAtMs: atMs + 300 }),
        signal('orchestrator', 'probe', atMs + 300, { target: 'live', ok: true, ms: 300 }),
      ]),
    ]),
  },
  {
    title: 'live fails, and the watchdog is late with its second probe and its conclusion',
    is: 'vacuous',
    history: historyOf([
      states([5, 'active'], [1600, 'failover_active']),
      [0, 1190, 1690].map((atMs) => refused('orchestrator>core', atMs)),
    ]),
  },
];
