import type { Tally } from '../metrics/tally.ts';
import type { Watchdog } from './create-watchdog.ts';

const states = ['active', 'degraded', 'failover_active', 'failed'] as const;

/** Adds what the watchdog believes to the metrics. */
export function observeWatchdog(tally: Tally, watchdog: Pick<Watchdog, 'standing'>): void {
  const standing = () => watchdog.standing().state;
  const help = '1 for the state of the pair of cores, 0 for the others';
  tally.gauge({ name: 'ha_state', help, labels: ['state'] }, () =>
    states.map((state) => ({ labels: { state }, value: Number(standing().state === state) })),
  );
  const healthHelp = '1 while the watchdog takes the core for healthy';
  tally.gauge({ name: 'ha_target_healthy', help: healthHelp, labels: ['target'] }, () =>
    (['live', 'candidate'] as const).map((target) => {
      return { labels: { target }, value: Number(standing()[target].healthy) };
    }),
  );
  const maintenanceHelp = '1 while the stack is in maintenance, as last seen';
  tally.gauge({ name: 'ha_maintenance', help: maintenanceHelp }, () => [
    { labels: {}, value: Number(standing().maintenance) },
  ]);
}
