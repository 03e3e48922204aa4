import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { dashboardPage } from './dashboard-page.ts';
import type { BreakerRow, DashboardState, RateRow, ServiceRow } from './dashboard-state.ts';
import { createEventStream } from './event-stream.ts';
import { createHappenings, type Happenings } from './happenings.ts';
import type { WatchedService } from './look-at-service.ts';
import { createStackWatch } from './watch-stack.ts';

/** What `web` knows by itself, without asking anybody. */
export interface OwnView {
  readonly route: 'live' | 'candidate';
  readonly maintenance: boolean;
  readonly service: ServiceRow;
  readonly breakers: readonly BreakerRow[];
  readonly queue: DashboardState['queue'];
  readonly rates: readonly RateRow[];
}

/** What a dashboard stands on. */
export interface DashboardOptions {
  readonly services: readonly WatchedService[];
  readonly orchestrator: string;
  readonly pollMs: number;
  readonly limitMs: number;
  readonly own: () => OwnView;
  /** Runs with each look at the stack, for what `own` knows only from looking; must not reject. */
  readonly look: () => Promise<unknown>;
}

/** The dashboard of a stack (G27). */
export interface Dashboard {
  readonly happenings: Pick<Happenings, 'add'>;
  /** Something of `own` has changed. */
  changed(): void;
  addRoutes(server: FastifyInstance): void;
  /** Ends all streams, so that they do not hold up a stop. */
  end(): void;
}

const settleMs = 200;
const beatMs = 5000;

/** Creates the dashboard of a stack; it asks nobody anything before somebody looks at it. */
export function createDashboard(options: DashboardOptions): Dashboard {
  const life = randomUUID().slice(0, 8);
  const happenings = createHappenings(life, () => stream.changed());
  const watch = createStackWatch({ ...options, happenings, changed: () => stream.changed() });
  const stream = createEventStream({
    life,
    state: () => stateOf(options.own(), watch),
    since: (number) => happenings.since(number),
    watched: (isWatched) => (isWatched ? watch.start() : watch.stop()),
    settleMs,
    beatMs,
  });
  happenings.add({ kind: 'started' }, { atMs: Date.now() });
  return {
    happenings,
    changed: () => stream.changed(),
    addRoutes(server) {
      server.get('/dashboard', async (_request, reply) => {
        const { html, policy } = await dashboardPage();
        reply.header('content-security-policy', policy).header('cache-control', 'no-cache');
        return reply.type('text/html; charset=utf-8').send(html);
      });
      server.get<{ Querystring: { last?: string } }>('/dashboard/events', (request, reply) => {
        const given = request.headers['last-event-id'] ?? request.query.last;
        const last = typeof given === 'string' ? given : undefined;
        if (stream.add(reply.raw, last)) {
          reply.hijack();
          return;
        }
        const error = { code: 'tooManyViewers', message: 'too many look at the dashboard already' };
        reply.code(503).send({ error });
      });
    },
    end() {
      watch.stop();
      stream.end();
    },
  };
}

function stateOf(own: OwnView, watch: ReturnType<typeof createStackWatch>): DashboardState {
  const { service, breakers, ...rest } = own;
  return {
    nowMs: Date.now(),
    ha: watch.ha,
    services: [service, ...watch.services],
    breakers: [...breakers, ...watch.breakers],
    ...rest,
  };
}
