import type { FastifyInstance } from 'fastify';
import type { WorkGate } from './work-gate.ts';

/** How a program is: able means that it can do its own work now. */
export interface Health {
  readonly able: boolean;
  readonly reasons: readonly string[];
  /** Said beside, never part of being able: the state of what others share. */
  readonly dependencies?: Readonly<Record<string, unknown>>;
  /** The status text of each breaker by its name, for the dashboard. */
  readonly breakers?: Readonly<Record<string, string>>;
  /** What is still offered while something shared fails, and the level that this makes (U5). */
  readonly service?: object;
}

/** What `/live` tells, and its status: 200, or 503 when a loop of the program hangs. */
export function liveness(
  sinceMs: number,
  lack: string | undefined,
): { readonly status: 200 | 503; readonly body: object } {
  if (lack === undefined) return { status: 200, body: { live: true, sinceMs } };
  return { status: 503, body: { live: false, sinceMs, reasons: [lack] } };
}

/**
 * Adds `/live` (the process answers and its loops turn), `/ready` and `/health` (it can work: 200,
 * else 503).
 */
export function addHealthRoutes(
  server: FastifyInstance,
  gate: WorkGate,
  look: () => Promise<Health>,
  hung: () => string | undefined = () => undefined,
): void {
  const sinceMs = Date.now();
  server.get('/live', async (_request, reply) => {
    const { status, body } = liveness(sinceMs, hung());
    return reply.code(status).send(body);
  });
  for (const path of ['/ready', '/health']) {
    server.get(path, async (_request, reply) => {
      const health = gate.isShut() ? { able: false, reasons: ['shutting down'] } : await look();
      return reply.code(health.able ? 200 : 503).send(health);
    });
  }
}
