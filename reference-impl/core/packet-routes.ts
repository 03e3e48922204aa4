import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '../logging/create-logger.ts';
import type { Ability } from '../readiness/create-ability.ts';
import type { ModelLoad } from '../readiness/lazy-model.ts';
import type { WorkGate } from '../serving/work-gate.ts';
import { type Packet, type PacketAnswer, packetSchema } from './packet.ts';
import { PacketRefused } from './packet-refused.ts';

/** What the packet route needs. */
export interface PacketRouteParts {
  readonly gate: WorkGate;
  readonly ability: () => Promise<Ability>;
  readonly model: () => ModelLoad;
  readonly readiness: 'able' | 'shallow';
  readonly process: (packet: Packet) => Promise<PacketAnswer>;
  readonly log: Log;
}

/**
 * Adds `POST /process_packet`. A core that lacks something of its own says 503 and why; where it
 * is broken beyond words (no model, or it only claims to be ready) the connection drops (H3).
 */
export function addPacketRoutes(server: FastifyInstance, parts: PacketRouteParts): void {
  server.post('/process_packet', async (request, reply) => {
    try {
      const packet = readPacket(request.body, request.headers['x-idempotency-key']);
      const ability = await parts.ability();
      if (!ability.able) return refuseUnable(reply, parts, { packet, reasons: ability.reasons });
      // Goes on, and is waited for at shutdown, also when the caller has left.
      return reply.send(await parts.gate.hold(parts.process(packet)));
    } catch (error) {
      if (!(error instanceof PacketRefused)) throw error;
      const { status, code, message } = error;
      return reply.code(status).send({ error: { code, message } });
    }
  });
}

function readPacket(body: unknown, header: string | string[] | undefined): Packet {
  const parsed = packetSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const message = `${issue?.path.join('.') || 'body'}: ${issue?.message}`;
    throw new PacketRefused({ status: 400, code: 'BAD_PACKET' }, message);
  }
  if (header !== undefined && header !== '' && header !== parsed.data.key) {
    const message = `x-idempotency-key is ${header}, but the packet's key is ${parsed.data.key}`;
    throw new PacketRefused({ status: 400, code: 'BAD_PACKET' }, message);
  }
  return parsed.data;
}

function refuseUnable(
  reply: FastifyReply,
  { log, model, readiness }: PacketRouteParts,
  refused: { readonly packet: Packet; readonly reasons: readonly string[] },
): FastifyReply {
  const { key } = refused.packet;
  const reason = refused.reasons.join('; ');
  log.error({ event: 'execution', key, phase: 'failed', reason }, `cannot work: ${reason}`);
  if (readiness === 'shallow' || model().kind === 'failed') {
    reply.hijack();
    reply.raw.socket?.destroy();
    return reply;
  }
  return reply.code(503).send({ error: { code: 'NOT_READY', message: reason } });
}
