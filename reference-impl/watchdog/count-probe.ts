import type { ProbeResult, TargetHealth } from './watchdog-state.ts';

/**
 * Counts one probe: `unhealthyAfter` failures in a row make a core unhealthy, one success makes
 * it healthy again (G13).
 */
export function countProbe(
  before: TargetHealth,
  probe: ProbeResult,
  unhealthyAfter: number,
): TargetHealth {
  if (probe.ok) return { healthy: true, consecutiveFailures: 0 };
  const consecutiveFailures = before.consecutiveFailures + 1;
  return { healthy: before.healthy && consecutiveFailures < unhealthyAfter, consecutiveFailures };
}
