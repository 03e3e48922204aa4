import type { Exchange, History } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import {
  beganAtMs,
  endedAtMs,
  hasSucceeded,
} from '../../harness/invariants/evidence/attempt-times.ts';
import { attemptsWithoutCall, callsOf } from '../../harness/invariants/evidence/calls.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { faultWindows } from '../../harness/invariants/evidence/fault-windows.ts';
import { type Route, routesOf } from '../../harness/invariants/evidence/routes.ts';
import { sayAttempt, sayCount } from '../../harness/invariants/evidence/say.ts';
import {
  overlap,
  type Span,
  unsteadySpans,
} from '../../harness/invariants/evidence/unsteady-spans.ts';
import { haReports, type Report, reportsWithin, type Watchdog } from './evidence/ha-reports.ts';
import { maintenanceSpans } from './evidence/maintenance-spans.ts';
import { type StatusPoll, statusPolls } from './evidence/status-polls.ts';

interface View {
  readonly history: History;
  readonly watchdog: Watchdog;
  readonly routes: ReadonlyMap<string, Route>;
  readonly reports: readonly Report[];
  readonly polls: readonly StatusPoll[];
  readonly blind: readonly Span[];
  readonly uncalled: readonly Exchange[];
}

/** When a caller may not know the state: it, the watchdog or the link between was disturbed. */
const blindSpans = (history: History, watchdog: Watchdog, caller: string): readonly Span[] => [
  ...unsteadySpans(history, watchdog.role),
  ...unsteadySpans(history, caller),
  ...maintenanceSpans(history),
  ...faultWindows(history).filter(({ step }) =>
    [watchdog.role, caller, `${caller}>${watchdog.role}`].includes(step.target),
  ),
];

/** A success on live ends the detour, also before the watchdog says so. */
const liveSucceeded = ({ history, watchdog, reports }: View, atMs: number): boolean => {
  const known = reports.filter((it) => it.atMs <= atMs);
  // The watchdog may have ended the detour already, while the caller has not been told.
  const away = known.slice(0, 1 + known.findLastIndex((it) => it.state === 'failover_active'));
  const lastElsewhere = away.findLastIndex((it) => it.state !== 'failover_active');
  const sinceMs = away[lastElsewhere + 1]?.atMs ?? Number.POSITIVE_INFINITY;
  return eventsOf(history, 'exchange').some(
    (it) =>
      it.to === watchdog.live &&
      it.from !== watchdog.role &&
      hasSucceeded(it) &&
      endedAtMs(it) >= sinceMs &&
      endedAtMs(it) <= atMs + clockErrorMs,
  );
};

type Expected = 'live' | 'candidate' | undefined;

const missedPollsMax = 3;

/** The state that ruled for more than three polls in which an able caller did not ask for it. */
const unheeded = ({ watchdog, polls, reports, blind }: View, atMs: number): Expected => {
  const longMs = missedPollsMax * watchdog.pollMs + watchdog.probeLimitMs + clockErrorMs;
  const window = { fromMs: atMs - longMs, toMs: atMs + clockErrorMs };
  if (blind.some((span) => overlap(span, window))) return undefined;
  if (polls.some((poll) => overlap(poll, window))) return undefined;
  const seen = reportsWithin(reports, { fromMs: window.fromMs, toMs: atMs });
  if (seen.length === 0 || (seen[0]?.atMs ?? 0) > window.fromMs) return undefined;
  return unanimous(seen.map((report) => report.state));
};

const unanimous = (states: readonly (string | undefined)[]): Expected => {
  const away = states.filter((state) => state === 'failover_active').length;
  if (states.length === 0 || states.includes('unclear')) return undefined;
  if (away === 0) return 'live';
  return away === states.length ? 'candidate' : undefined;
};

/**
 * What the caller had been told for certain: it had taken in an answer by the time it asked again.
 * Later answers may or may not have reached it; all of them must agree.
 */
const heard = ({ polls, blind }: View, atMs: number): Expected => {
  const begun = polls.filter((poll) => poll.fromMs <= atMs + clockErrorMs);
  const asked = begun.findLastIndex((poll) => poll.fromMs < atMs - clockErrorMs);
  const known = begun.slice(0, Math.max(0, asked)).findLastIndex(({ told }) => told !== undefined);
  const first = begun[known];
  if (first === undefined) return undefined;
  if (blind.some((span) => overlap(span, { fromMs: first.fromMs, toMs: atMs }))) return undefined;
  const later = begun.slice(known);
  // Whoever gets no answer for long may trust nothing any more.
  if (later.filter(({ told }) => told === undefined).length >= missedPollsMax) return undefined;
  return unanimous(later.flatMap(({ told }) => told ?? []));
};

/** Where a new call had to go; undefined where the caller may not have known. */
const expectedAt = (view: View, atMs: number): Expected => {
  const expected = unheeded(view, atMs) ?? heard(view, atMs);
  return expected === 'candidate' && liveSucceeded(view, atMs) ? undefined : expected;
};

/** Before its caller was ever told of a failover, a call to live puts nothing to the test. */
const wasAway = ({ polls }: View, first: Exchange): boolean =>
  polls.some(({ fromMs, told }) => told === 'failover_active' && fromMs < beganAtMs(first));

/** A caller's first attempt that nobody could attribute may be the real beginning of a call. */
const mayLackBeginning = ({ history, routes, uncalled }: View, first: Exchange): boolean => {
  const group = routes.get(first.link)?.group;
  const promised = history.promises.retry.find((it) => it.group === group);
  const longestMs =
    (promised?.baseDelayMs ?? 0) * 2 ** (promised?.maxRetries ?? 0) * (1 + (promised?.jitter ?? 0));
  return uncalled.some(
    (it) =>
      it.from === first.from &&
      routes.get(it.link)?.group === group &&
      it.link !== first.link &&
      beganAtMs(it) <= beganAtMs(first) &&
      beganAtMs(it) >= beganAtMs(first) - longestMs,
  );
};

/** Calls begin where the state says; retries and fallbacks are judged by other rules. */
export const stateRouting: Invariant = {
  name: 'state-routing',
  about:
    'New calls go to the candidate once their caller was told failover_active, and to live ' +
    'again once it was told that this ended; a caller asks at every poll.',
  remedy:
    'Follow the watchdog by polling, route only new calls by it, and go back at the first ' +
    'success on live.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const { watchdog } = history.promises;
    if (watchdog === undefined) {
      return { status: 'vacuous', because: 'the stack declares no watchdog' };
    }
    const routes = routesOf(history);
    const reports = haReports(history, watchdog);
    const uncalled = attemptsWithoutCall(history);
    const isRouted = ({ link, to }: Exchange) =>
      routes.get(link)?.kind === 'service' && (to === watchdog.live || to === watchdog.candidate);
    const views = new Map<string, View>();
    const viewOf = (caller: string): View => {
      const known = views.get(caller);
      if (known !== undefined) return known;
      const blind = blindSpans(history, watchdog, caller);
      const polls = statusPolls(history, watchdog, { caller, reports });
      const view = { history, watchdog, routes, reports, polls, blind, uncalled };
      views.set(caller, view);
      return view;
    };
    const calls = callsOf(history).flatMap((call) => {
      const first = call.attempts.find(isRouted);
      if (first === undefined) return [];
      const view = viewOf(call.from);
      const expected = expectedAt(view, beganAtMs(first));
      return expected === undefined || mayLackBeginning(view, first)
        ? []
        : [{ call, first, expected, isExposed: expected === 'candidate' || wasAway(view, first) }];
    });
    const wrong = calls.filter(({ first, expected }) => first.to !== watchdog[expected]);
    const exposed = calls.filter(({ isExposed }) => isExposed);
    return conclude(history, {
      checked: exposed.length,
      violations: wrong.map(({ call, first, expected }) => ({
        because:
          `the new call ${call.id} began on ${sayAttempt(first)}, though the state had been ` +
          `${expected === 'candidate' ? '' : 'other than '}failover_active for long and ` +
          `${call.from} had been told, or did not ask`,
        witnesses: [first.index],
      })),
      unknowns: [],
      held: `${sayCount(exposed.length, 'new call')} went where the state said`,
      vacuous: 'no new call began after its caller was told of failover_active',
    });
  },
};
