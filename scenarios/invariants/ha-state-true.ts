import type { History } from '../../harness/core/history.ts';
import type { Invariant } from '../../harness/core/verdict.ts';
import { clockErrorMs } from '../../harness/invariants/evidence/clock-error.ts';
import { conclude } from '../../harness/invariants/evidence/conclude.ts';
import { sayCount, sayMs } from '../../harness/invariants/evidence/say.ts';
import { overlap } from '../../harness/invariants/evidence/unsteady-spans.ts';
import { haReports, healthIn, reportsWithin, type Watchdog } from './evidence/ha-reports.ts';
import { maintenanceSpans } from './evidence/maintenance-spans.ts';
import { probeRuns } from './evidence/probe-runs.ts';

const targets = ['live', 'candidate'] as const;

/** How long the watchdog may take to find out: two polls and two probes. */
const lagMs = ({ pollMs, probeLimitMs }: Watchdog): number =>
  2 * pollMs + 2 * probeLimitMs + clockErrorMs;

/** Stretches in which a core was reachable, or not, for longer than the watchdog may lag. */
const settledRuns = (history: History, watchdog: Watchdog) => {
  const lag = lagMs(watchdog);
  const excluded = maintenanceSpans(history).map((span) => ({ ...span, toMs: span.toMs + lag }));
  return targets.flatMap((target) =>
    probeRuns(history, watchdog, target)
      .map((run) => {
        const fromMs = Math.max(run.fromMs + lag, run.concludedAtMs);
        return { ...run, target, judged: { fromMs, toMs: run.toMs } };
      })
      .filter(({ judged }) => judged.toMs > judged.fromMs)
      .filter(({ judged }) => !excluded.some((span) => overlap(span, judged))),
  );
};

/** The reported state is what callers follow; it must be what the watchdog itself could see. */
export const haStateTrue: Invariant = {
  name: 'ha-state-true',
  about:
    'The reported HA state agrees with which cores the watchdog could reach, but for the time ' +
    'it needs to find out.',
  remedy:
    'Derive the state from the last probes at every poll, and never keep it because nothing was ' +
    'heard.',
  reads: 'reference',
  excuses: [],
  check(history) {
    const { watchdog } = history.promises;
    if (watchdog === undefined) {
      return { status: 'vacuous', because: 'the stack declares no watchdog' };
    }
    const reports = haReports(history, watchdog);
    const runs = settledRuns(history, watchdog);
    const violations = runs.flatMap((run) => {
      const wrong = reportsWithin(reports, run.judged).find(
        (report) => healthIn(report.state)[run.target] !== run.isUp,
      );
      if (wrong === undefined) return [];
      const core = watchdog[run.target];
      const because =
        `${core} ${run.isUp ? 'answered' : 'failed'} every probe from ${sayMs(run.fromMs)} to ` +
        `${sayMs(run.toMs)}, yet the state reported at ${sayMs(wrong.atMs)} ` +
        `(event ${wrong.index}) was ${wrong.state}`;
      return [{ because, witnesses: [...run.probes, wrong.index] }];
    });
    const isSilent = runs.length > 0 && reports.length === 0;
    return conclude(history, {
      checked: runs.length,
      violations,
      unknowns: isSilent ? ['the watchdog probed, but its log tells no state'] : [],
      held: `${sayCount(runs.length, 'stretch', 'stretches')} of probes agreed with the state`,
      vacuous: `no core was probed with one result for longer than ${sayMs(lagMs(watchdog))}`,
    });
  },
};
