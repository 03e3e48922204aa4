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

interface View {
  readonly history: History;
  readonly watchdog: Watchdog;
  readonly routes: ReadonlyMap<string, Route>;
  readonly reports: readonly Report[];
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
  const lastElsewhere = known.findLastIndex((it) => it.state !== 'failover_active');
  const sinceMs = known[lastElsewhere + 1]?.atMs ?? Number.POSITIVE_INFINITY;
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

/** Where a new call had to go; undefined where the state has just changed or cannot be known. */
const expectedAt = (view: View, atMs: number): Expected => {
  const { watchdog } = view;
  const noticeMs = watchdog.pollMs + watchdog.probeLimitMs + clockErrorMs;
  const window = { fromMs: atMs - noticeMs, toMs: atMs };
  if (view.blind.some((span) => overlap({ ...span, toMs: span.toMs + noticeMs }, window))) {
    return undefined;
  }
  const seen = reportsWithin(view.reports, window);
  if (seen.length === 0 || (seen[0]?.atMs ?? 0) > window.fromMs) return undefined;
  const away = seen.filter((report) => report.state === 'failover_active').length;
  if (away === 0) return 'live';
  return away === seen.length && !liveSucceeded(view, atMs) ? 'candidate' : undefined;
};

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
    'One poll after the state became failover_active new calls go to the candidate, and one ' +
    'poll after it ended they go to live again.',
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
    const firstAwayMs = reports.find((it) => it.state === 'failover_active')?.atMs ?? Infinity;
    const isRouted = ({ link, to }: Exchange) =>
      routes.get(link)?.kind === 'service' && (to === watchdog.live || to === watchdog.candidate);
    const views = new Map<string, View>();
    const viewOf = (caller: string): View => {
      const known = views.get(caller);
      if (known !== undefined) return known;
      const blind = blindSpans(history, watchdog, caller);
      const view = { history, watchdog, routes, reports, blind, uncalled };
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
        : [{ call, first, expected }];
    });
    const wrong = calls.filter(({ first, expected }) => first.to !== watchdog[expected]);
    const exposed = calls.filter(({ first }) => beganAtMs(first) > firstAwayMs);
    return conclude(history, {
      checked: exposed.length,
      violations: wrong.map(({ call, first, expected }) => ({
        because:
          `the new call ${call.id} began on ${sayAttempt(first)}, though the state had been ` +
          `${expected === 'candidate' ? '' : 'other than '}failover_active for more than a poll`,
        witnesses: [first.index],
      })),
      unknowns: [],
      held: `${sayCount(exposed.length, 'new call')} went where the state said`,
      vacuous: 'no new call began later than a poll after the state became failover_active',
    });
  },
};
