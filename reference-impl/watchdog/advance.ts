import { countProbe } from './count-probe.ts';
import { judgeState } from './judge-state.ts';
import type {
  HaState,
  Observation,
  ProbeResult,
  StateChange,
  TargetHealth,
  WatchdogState,
} from './watchdog-state.ts';

/** The watchdog after one poll, its evaluation, and the change if there was one. */
export interface Advanced {
  readonly after: WatchdogState & { readonly state: HaState };
  readonly change: StateChange | undefined;
}

/** One poll as a pure function; the first evaluation ever is not a change (G14). */
export function advance(
  before: WatchdogState,
  seen: Observation,
  unhealthyAfter: number,
): Advanced {
  const maintenance = seen.candidate === 'unevaluated';
  const live = countProbe(before.live, seen.live, unhealthyAfter);
  const candidate =
    seen.candidate === 'unevaluated'
      ? unevaluated(before.candidate)
      : countProbe(before.candidate, seen.candidate, unhealthyAfter);
  const state = judgeState({
    liveHealthy: live.healthy,
    candidateHealthy: candidate.healthy,
    maintenance,
  });
  const after = { state, live, candidate, maintenance };
  if (before.state === undefined || before.state === state) return { after, change: undefined };
  const cause = explain(before, after, seen);
  return { after, change: { from: before.state, to: state, cause } };
}

/** Failures before maintenance and failures after it are not consecutive. */
function unevaluated(health: TargetHealth): TargetHealth {
  return { healthy: health.healthy, consecutiveFailures: 0 };
}

function explain(before: WatchdogState, after: WatchdogState, seen: Observation): string {
  const parts = [
    describeMaintenance(before.maintenance, after.maintenance),
    describeTarget('live', seen.live, [before.live, after.live]),
    describeTarget('candidate', seen.candidate, [before.candidate, after.candidate]),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'the state that was kept no longer holds' : parts.join('; ');
}

function describeMaintenance(before: boolean, after: boolean): string | undefined {
  if (before === after) return undefined;
  return after ? 'maintenance on' : 'maintenance off';
}

function describeTarget(
  name: string,
  probe: ProbeResult | 'unevaluated',
  [before, after]: readonly [TargetHealth, TargetHealth],
): string | undefined {
  if (before.healthy === after.healthy || probe === 'unevaluated') return undefined;
  if (probe.ok) return `${name} answers again`;
  return `${name} failed ${after.consecutiveFailures} probes in a row: ${probe.reason}`;
}
