import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../logging/create-logger.ts';
import { type ShutdownParts, startShutdown } from '../shutdown/start-shutdown.ts';

/** A program that is built, but does not listen yet. */
export interface BuiltService extends Omit<ShutdownParts, 'log' | 'close' | 'exit'> {
  readonly server: FastifyInstance;
  readonly log: Log;
  readonly host: string;
  readonly port: number;
  /** Ends what runs beside the server; called after the server has closed. */
  readonly stop?: () => Promise<void>;
}

/** Listens, says so in the log, and shuts down in order at the first SIGTERM or SIGINT. */
export async function runService(service: BuiltService): Promise<void> {
  const { server, log, host, port } = service;
  const shutDown = startShutdown({
    ...service,
    close: async () => {
      await server.close();
      await service.stop?.();
    },
    exit: (code) => process.exit(code),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void shutDown(signal));
  }
  try {
    await server.listen({ host, port });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ reason }, `cannot listen on ${host}:${port}: ${reason}; set PORT to a free port`);
    process.exit(1);
  }
  // A TCP server that listens has an address object.
  const address = server.server.address() as AddressInfo;
  log.info({ event: 'started', port: address.port }, `listening on ${host}:${address.port}`);
}
