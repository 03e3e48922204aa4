import type { Exchange, History } from '../../harness/core/history.ts';
import { clientRole } from '../../harness/core/stack.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { beganAtMs, hasSucceeded } from '../../harness/invariants/evidence/attempt-times.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude, type Violation } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { faultWindows } from '../../harness/invariants/evidence/fault-windows.ts';
import { machineSlackMs } from '../../harness/invariants/evidence/machine-slack.ts';
import { type Route, routesOf } from '../../harness/invariants/evidence/routes.ts';
import { sayAttempt, sayCount, sayEnding, sayMs } from '../../harness/invariants/evidence/say.ts';
import {
  overlap,
  type Span,
  unsteadySpans,
} from '../../harness/invariants/evidence/unsteady-spans.ts';
import { type Watchdog, watchdogSignals } from './evidence/ha-reports.ts';
import { flagSpans } from './evidence/maintenance-spans.ts';

/** Everything that a judgement of one stretch of maintenance looks at. */
interface View {
  readonly history: History;
  readonly watchdog: Watchdog;
  readonly routes: ReadonlyMap<string, Route>;
  /** From one poll after the flag was written until it was taken away. */
  readonly span: Span;
  readonly attempts: readonly Exchange[];
}

/**
 * The flag is written some time after its step began, and may be gone before its removal is noted:
 * never before that was due, and whoever saw it first tells.
 */
const bindingSpans = (history: History, watchdog: Watchdog): readonly Span[] =>
  flagSpans(history).map((flag) => {
    const off = eventsOf(history, 'signal').find(
      ({ name, value, atMs }) => name === 'maintenance' && value.on === false && atMs > flag.fromMs,
    );
    const slackMs = machineSlackMs(history) + clockErrorMs;
    return {
      fromMs: flag.fromMs + watchdog.pollMs + slackMs,
      toMs: Math.min(flag.toMs, flag.dueMs, off?.atMs ?? Number.POSITIVE_INFINITY) - clockErrorMs,
    };
  });

const failovers = ({ attempts, routes }: View): readonly Violation[] =>
  attempts
    .filter(({ link }) => {
      const route = routes.get(link);
      return route?.kind === 'service' && route.order > 0;
    })
    .map((attempt) => ({
      because: `during maintenance a call went to the fallback: ${sayAttempt(attempt)}`,
      witnesses: [attempt.index],
    }));

/** The watchdog ended a poll in between, so what it did next began under the flag. */
const beganUnderFlag = ({ history, watchdog, span }: View, atMs: number): boolean => {
  const writtenMs = span.fromMs - watchdog.pollMs;
  return watchdogSignals(history, watchdog, 'haEvaluation').some(
    (earlier) => earlier.atMs > writtenMs && earlier.atMs < atMs,
  );
};

const evaluations = (view: View) =>
  watchdogSignals(view.history, view.watchdog, 'haEvaluation').filter(
    ({ atMs }) =>
      atMs > view.span.fromMs + view.watchdog.probeLimitMs &&
      atMs < view.span.toMs &&
      beganUnderFlag(view, atMs),
  );

const evaluationViolations = (view: View): readonly Violation[] => [
  ...view.attempts
    .filter(({ from, to }) => from === view.watchdog.role && to === view.watchdog.candidate)
    .filter((attempt) => beganUnderFlag(view, beganAtMs(attempt)))
    .map((attempt) => ({
      because: `during maintenance the watchdog probed the candidate: ${sayAttempt(attempt)}`,
      witnesses: [attempt.index],
    })),
  ...evaluations(view)
    .filter(({ value }) => value.candidate !== 'unevaluated')
    .map(({ atMs, index }) => ({
      because:
        `during maintenance the watchdog judged the candidate at ${sayMs(atMs)} ` +
        `(event ${index})`,
      witnesses: [index],
    })),
];

/** Calls from service to service that no fault of the plan touches. */
const directCalls = ({ history, watchdog, routes, attempts }: View): readonly Exchange[] => {
  const faults = faultWindows(history);
  return attempts.filter((attempt) => {
    const { link, from, to } = attempt;
    if (from === clientRole || from === watchdog.role) return false;
    if ((routes.get(link)?.order ?? 0) > 0) return false;
    const fromMs = beganAtMs(attempt) - clockErrorMs;
    const moment = { fromMs, toMs: fromMs + 2 * clockErrorMs };
    const isDisturbed = faults.some(
      (fault) =>
        [link, from, to].includes(fault.step.target) &&
        // A role that was disturbed needs a while to stand again after the heal.
        overlap({ fromMs: fault.fromMs, toMs: fault.toMs + watchdog.pollMs }, moment),
    );
    return !isDisturbed && !unsteadySpans(history, to).some((span) => overlap(span, moment));
  });
};

const refusals = (view: View): readonly Violation[] =>
  directCalls(view)
    .filter((attempt) => attempt.class === 'refused' || attempt.class === 'unresolved')
    .map((attempt) => ({
      because:
        `during maintenance a direct call that no fault touched ${sayEnding(attempt)}: ` +
        sayAttempt(attempt),
      witnesses: [attempt.index],
    }));

/** Maintenance means: leave the routing alone, and let the services talk. */
export const maintenanceHonoured: Invariant = {
  name: 'maintenance-honoured',
  about:
    'One poll after the maintenance flag is set nothing fails over and the candidate is not ' +
    'judged, while direct calls go on.',
  remedy: 'Read the flag at each decision to fail over, and at the start of each poll.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const { watchdog } = history.promises;
    if (watchdog === undefined) {
      return { status: 'vacuous', because: 'the stack declares no watchdog' };
    }
    const routes = routesOf(history);
    const exchanges = eventsOf(history, 'exchange');
    const views = bindingSpans(history, watchdog).map((span): View => {
      const attempts = exchanges.filter(
        (it) => beganAtMs(it) > span.fromMs && beganAtMs(it) < span.toMs,
      );
      return { history, watchdog, routes, span, attempts };
    });
    const failed = views.flatMap(({ attempts }) =>
      attempts.filter((it) => routes.get(it.link)?.order === 0 && !hasSucceeded(it)),
    );
    const judged = views.flatMap(evaluations);
    const direct = views.flatMap(directCalls);
    const violations = views.flatMap((view) => [
      ...failovers(view),
      ...evaluationViolations(view),
      ...refusals(view),
    ]);
    return conclude(history, {
      checked: failed.length + judged.length + direct.length,
      violations,
      unknowns: [],
      held:
        `during maintenance ${sayCount(failed.length, 'attempt')} failed without a failover, ` +
        `${sayCount(judged.length, 'poll')} left the candidate alone, and ` +
        `${sayCount(direct.length, 'direct call')} went on`,
      vacuous: 'maintenance was never on for longer than one poll',
    });
  },
};
