import type { FastifyInstance } from 'fastify';
import type { WorkGate } from './work-gate.ts';

/** How a program is: able means that it can do its own work now. */
export interface Health {
  readonly able: boolean;
  readonly reasons: readonly string[];
  /** Said beside, never part of being able: the state of what others share. */
  readonly dependencies?: Readonly<Record<string, unknown>>;
}

/** Adds `/live` (the process answers), `/ready` and `/health` (it can work: 200, else 503). */
export function addHealthRoutes(
  server: FastifyInstance,
  gate: WorkGate,
  look: () => Promise<Health>,
): void {
  server.get('/live', async () => ({ live: true }));
  for (const path of ['/ready', '/health']) {
    server.get(path, async (_request, reply) => {
      const health = gate.isShut() ? { able: false, reasons: ['shutting down'] } : await look();
      return reply.code(health.able ? 200 : 503).send(health);
    });
  }
}
