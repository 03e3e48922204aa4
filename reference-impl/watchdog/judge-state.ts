import type { HaState } from './watchdog-state.ts';

/** What the state table is asked. */
export interface Standing {
  readonly liveHealthy: boolean;
  readonly candidateHealthy: boolean;
  readonly maintenance: boolean;
}

/** The state table (G14): during maintenance the live core alone decides. */
export function judgeState({ liveHealthy, candidateHealthy, maintenance }: Standing): HaState {
  if (maintenance) return liveHealthy ? 'active' : 'failed';
  if (liveHealthy) return candidateHealthy ? 'active' : 'degraded';
  return candidateHealthy ? 'failover_active' : 'failed';
}
