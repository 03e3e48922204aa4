import type { FastifyInstance } from 'fastify';
import type { Log } from '../logging/create-logger.ts';
import type { Copier } from './create-copier.ts';
import type { Daemon } from './create-daemon.ts';
import type { ManualLock } from './manual-lock.ts';
import { readCurrent } from './read-current.ts';
import { packSnapshot } from './snapshot.ts';
import type { WriterLock } from './writer-lock.ts';

/** What the routes of a daemon speak about. */
export interface DaemonRoutes {
  readonly root: string;
  readonly lock: WriterLock;
  readonly daemon: Daemon;
  /** Present where a person decides on a takeover. */
  readonly manual: ManualLock | undefined;
  readonly copier: Copier | undefined;
  readonly log: Log;
}

/**
 * Adds `/current` (the state that counts, whoever is asked), `/snapshot` (all of it, for a copy) and
 * `/takeover` (the operator's word, where no storage is shared).
 */
export function addDaemonRoutes(server: FastifyInstance, parts: DaemonRoutes): void {
  const { root, lock, daemon, manual, copier, log } = parts;

  server.get('/current', async (_request, reply) => {
    const beganMs = performance.now();
    const current = await readCurrent(root, lock);
    if (current.kind !== 'current') return reply.code(503).send(unavailable(current.kind));
    const { generation, checkpoint } = current;
    const read = { generation, cycle: checkpoint?.cycle ?? 0 };
    const writtenBy = checkpoint?.generation ?? generation;
    const tookMs = performance.now() - beganMs;
    log.info({ event: 'currentRead', ...read, writtenBy, tookMs }, `read cycle ${read.cycle}`);
    return current;
  });

  server.get('/snapshot', async (_request, reply) =>
    daemon.between(async () => {
      const state = daemon.state();
      if (state.kind !== 'writing') return reply.code(503).send(unavailable('not the writer'));
      const cycle = state.last?.cycle ?? 0;
      return packSnapshot(state.start.folder, { ...state.tenure, cycle });
    }),
  );

  server.post('/takeover', async (_request, reply) => {
    if (manual === undefined) {
      const message = 'AUTO_TAKEOVER is on: the lock decides, nobody else';
      return reply.code(409).send({ error: { code: 'AUTOMATIC', message } });
    }
    const loss = copier?.loss();
    log.warn({ event: 'takeoverAsked', ...loss }, 'an operator asks for the takeover');
    // What the old one still says would only spoil the report.
    await copier?.stop();
    manual.allow();
    return reply.code(202).send({ accepted: true, loss });
  });
}

const unavailable = (why: string) => ({
  error: { code: 'UNAVAILABLE', message: `there is no current state to give: ${why}` },
});
