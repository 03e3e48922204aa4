import { createDashboard, type Dashboard } from '../dashboard/create-dashboard.ts';
import type { RateRow } from '../dashboard/dashboard-state.ts';
import type { WatchedService } from '../dashboard/look-at-service.ts';
import type { MessageQueue } from '../queue/message-queue.ts';
import type { Readiness } from './readiness.ts';
import type { StateRoute } from './state-route.ts';

/** What `web` gives its dashboard. */
export interface WebDashboardParts {
  readonly settings: {
    readonly SERVICE_NAME: string;
    readonly CORE_ENDPOINT: string;
    readonly CORE_FALLBACK_ENDPOINT: string;
    readonly HA_STATUS_ENDPOINT: string;
    readonly DASHBOARD_SERVICES: readonly WatchedService[];
    readonly DASHBOARD_POLL_MS: number;
    readonly DASHBOARD_TIMEOUT_MS: number;
  };
  readonly queue: Pick<MessageQueue, 'counts'>;
  readonly readiness: Readiness;
  readonly route: Pick<StateRoute, 'target'>;
  /** As last seen. */
  readonly maintenance: () => boolean;
  /** Looks at what `web` sees only when it looks; called while somebody looks at the page. */
  readonly look: () => Promise<unknown>;
  readonly rates: () => readonly RateRow[];
}

/** Creates the dashboard of a stack, with `web` itself as its first row. */
export function createWebDashboard(parts: WebDashboardParts): Dashboard {
  const { settings, queue, readiness, route } = parts;
  const startedAtMs = Date.now();
  let own = { able: true, sinceMs: startedAtMs };
  return createDashboard({
    services: servicesOf(settings),
    orchestrator: settings.HA_STATUS_ENDPOINT,
    pollMs: settings.DASHBOARD_POLL_MS,
    limitMs: settings.DASHBOARD_TIMEOUT_MS,
    look: parts.look,
    own: () => {
      const { able, reasons } = readiness.look();
      if (able !== own.able) own = { able, sinceMs: Date.now() };
      return {
        route: route.target === 'primary' ? 'live' : 'candidate',
        maintenance: parts.maintenance(),
        service: {
          name: settings.SERVICE_NAME,
          condition: able ? 'ready' : 'notReady',
          sinceMs: own.sinceMs,
          reasons,
        },
        breakers: [],
        queue: queue.counts(),
        rates: parts.rates(),
      };
    },
  });
}

/** The services that `web` calls anyway, and those that it is told of. */
function servicesOf(settings: WebDashboardParts['settings']): readonly WatchedService[] {
  const known = [
    { name: 'core', url: settings.CORE_ENDPOINT },
    { name: 'core-candidate', url: settings.CORE_FALLBACK_ENDPOINT },
    { name: 'orchestrator', url: settings.HA_STATUS_ENDPOINT },
  ].filter(({ url }) => url !== '');
  const told = new Set(settings.DASHBOARD_SERVICES.map(({ name }) => name));
  return [...known.filter(({ name }) => !told.has(name)), ...settings.DASHBOARD_SERVICES];
}
