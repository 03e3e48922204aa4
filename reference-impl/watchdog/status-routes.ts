import type { FastifyInstance } from 'fastify';
import { summary, type Watchdog } from './create-watchdog.ts';
import type { WatchdogStore } from './watchdog-store.ts';

/** Adds `GET /ha/status` and `GET /notifications`. */
export function addStatusRoutes(
  server: FastifyInstance,
  watchdog: Watchdog,
  store: WatchdogStore,
): void {
  server.get('/ha/status', async (_request, reply) => {
    const { state, kept } = watchdog.standing();
    if (kept === undefined) {
      const error = { code: 'NOT_EVALUATED', message: 'the first poll is not over yet' };
      return reply.code(503).send({ error });
    }
    return { ...summary(state), previous: kept.previous, since: kept.sinceMs };
  });
  server.get('/notifications', async () => {
    return store.notifications().map(({ after: _after, ...told }) => told);
  });
}
