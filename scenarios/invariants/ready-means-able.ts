import type { Exchange, History } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import {
  beganAtMs,
  endedAtMs,
  hasSucceeded,
} from '../../harness/invariants/evidence/attempt-times.ts';
import { conclude } from '../../harness/invariants/evidence/conclude.ts';
import { eventsOf } from '../../harness/invariants/evidence/events-of.ts';
import { faultWindows } from '../../harness/invariants/evidence/fault-windows.ts';
import { sayAttempt, sayCount } from '../../harness/invariants/evidence/say.ts';
import {
  overlap,
  type Span,
  unsteadySpans,
} from '../../harness/invariants/evidence/unsteady-spans.ts';
import type { Watchdog } from './evidence/ha-reports.ts';
import { isGoodProbe, probesOf } from './evidence/probe-results.ts';

/** The service dropped the request, or answered that something inside it is wrong. */
const failedInside = (work: Exchange): boolean => {
  if (work.answeredBy === 'gateway' || work.marked) return false;
  const isDropped = work.serviceEnding === 'closed' && work.class !== 'answered';
  return isDropped || (work.serviceStatus ?? work.status ?? 0) >= 500;
};

interface View {
  readonly history: History;
  readonly watchdog: Watchdog;
  readonly core: string;
  readonly probes: readonly Exchange[];
  /** When the service itself, its links or what it depends on was disturbed. */
  readonly disturbed: readonly Span[];
  /** Moments at which any step came or went: what was probed before says nothing of after. */
  readonly changesMs: readonly number[];
}

const viewOf = (history: History, watchdog: Watchdog, core: string): View => {
  const callees = history.links.filter((link) => link.from === core).map((link) => link.to);
  const near = new Set([core, ...callees]);
  const windows = faultWindows(history);
  const steps = windows.filter(({ step: { target } }) =>
    target.split('>').some((role) => near.has(role)),
  );
  return {
    history,
    watchdog,
    core,
    probes: probesOf(history, watchdog, core),
    disturbed: [
      // What was disturbed needs a while to stand again after the heal.
      ...steps.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs + watchdog.pollMs })),
      ...[...near].flatMap((role) => unsteadySpans(history, role)),
    ],
    changesMs: windows.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
  };
};

/** The last two probes before the work, both good, of the same life, with no change since. */
const readyProbes = (view: View, work: Exchange): readonly Exchange[] | undefined => {
  const atMs = work.deliveredAtMs ?? work.atMs;
  const last = view.probes.filter((probe) => endedAtMs(probe) <= atMs).slice(-2);
  const [one, two] = last;
  if (one === undefined || two === undefined) return undefined;
  const isReady = last.every(
    (probe) => isGoodProbe(probe, view.watchdog) && probe.servedByLife === work.servedByLife,
  );
  const since = beganAtMs(one);
  const hasChanged = view.changesMs.some((changeMs) => changeMs >= since && changeMs <= atMs);
  return isReady && !hasChanged ? last : undefined;
};

/** Something that the service needed for this work failed it, which is not its own inability. */
const wasFailedByOthers = ({ history, core }: View, work: Exchange): boolean =>
  eventsOf(history, 'exchange').some(
    (it) =>
      it.from === core &&
      it.key === work.key &&
      !hasSucceeded(it) &&
      overlap(
        { fromMs: beganAtMs(it), toMs: endedAtMs(it) },
        { fromMs: beganAtMs(work), toMs: endedAtMs(work) },
      ),
  );

const workWhileReady = (view: View) =>
  eventsOf(view.history, 'exchange')
    .filter((it) => it.to === view.core && it.key !== undefined && it.deliveredAtMs !== undefined)
    .filter((work) => {
      const during = { fromMs: beganAtMs(work), toMs: endedAtMs(work) };
      return !view.disturbed.some((span) => overlap(span, during));
    })
    .flatMap((work) => {
      const probes = readyProbes(view, work);
      return probes === undefined || wasFailedByOthers(view, work) ? [] : [{ work, probes }];
    });

/** A standby that says ready and breaks on work is worse than none: calls are sent to it. */
export const readyMeansAble: Invariant = {
  name: 'ready-means-able',
  about: 'A core that said ready in two probes in a row can do the work it is sent.',
  remedy:
    'Let readiness try what work needs: load the model, write to the folders, read the state, ' +
    'resolve the names.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const { watchdog } = history.promises;
    if (watchdog === undefined) {
      return { status: 'vacuous', because: 'the stack declares no watchdog' };
    }
    const works = [watchdog.live, watchdog.candidate].flatMap((core) =>
      workWhileReady(viewOf(history, watchdog, core)),
    );
    return conclude(history, {
      checked: works.length,
      violations: works
        .filter(({ work }) => failedInside(work))
        .map(({ work, probes }) => ({
          because:
            `${work.to} said ready in two probes in a row (events ` +
            `${probes.map((probe) => probe.index).join(', ')}) and no fault touched it or what ` +
            `it calls, yet the work failed inside it: ${sayAttempt(work)}`,
          witnesses: [...probes.map((probe) => probe.index), work.index],
        })),
      unknowns: [],
      held: `${sayCount(works.length, 'request')} to a core that was ready, none failed inside it`,
      vacuous: 'no work reached an undisturbed core that had just been ready in two probes',
    });
  },
};
