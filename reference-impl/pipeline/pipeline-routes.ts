import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AgentBreakers } from '../resilience/breaker/agent-breakers.ts';
import type { FailoverManager } from '../resilience/failover/failover-manager.ts';
import type { IdeaDesk } from './idea-desk.ts';
import type { IssueOutbox } from './issue-outbox.ts';

/** What the routes of the pipeline speak about. */
export interface PipelineRoutes {
  readonly desk: IdeaDesk;
  readonly failover: FailoverManager;
  readonly breakers: AgentBreakers;
  readonly outbox: IssueOutbox;
  /** Chosen when a caller gives none. */
  readonly newId: () => string;
}

const idAllowed = 'letters, digits, dots, dashes and underscores, 100 at most';
const ideaSchema = z.object({
  id: z
    .string()
    .regex(/^[\w.-]{1,100}$/, { error: idAllowed })
    .optional(),
  text: z.string({ error: 'the idea in words' }).min(1, { error: 'the idea in words' }).max(20_000),
});

/**
 * Adds `POST /ideas` (202 once it is saved; the same id again tells how it is), `GET /ideas`,
 * `GET /ideas/:id`, `GET /status` (F8) and `POST /breakers/reset`.
 */
export function addPipelineRoutes(server: FastifyInstance, parts: PipelineRoutes): void {
  const { desk, failover, breakers, outbox } = parts;
  server.post('/ideas', async (request, reply) => {
    const read = ideaSchema.safeParse(request.body);
    if (!read.success) {
      const [issue] = read.error.issues;
      const message = `${issue?.path.join('.') || 'body'}: ${issue?.message}`;
      return reply.code(400).send({ error: { code: 'BAD_REQUEST', message } });
    }
    const { id = parts.newId(), text } = read.data;
    const { state, isNew } = await desk.accept(id, text);
    if (isNew || state.text === text) return reply.code(202).send(state);
    const message = `idea ${id} has another text already; take another id`;
    return reply.code(409).send({ error: { code: 'ID_TAKEN', message } });
  });
  server.get('/ideas', async () => ({
    ideas: desk.states().map(({ ideaId, phase, currentMilestone, degraded, failure }) => {
      return { ideaId, phase, currentMilestone, degraded, failure };
    }),
  }));
  server.get<{ Params: { id: string } }>('/ideas/:id', async (request, reply) => {
    const state = desk.state(request.params.id);
    if (state !== undefined) return state;
    const message = `there is no idea ${request.params.id}`;
    return reply.code(404).send({ error: { code: 'NO_IDEA', message } });
  });
  server.get('/status', async () => ({
    failover: failover.getStatus(),
    agents: breakers.status(),
    coders: breakers.clusterStatus('coders'),
    issuesWaiting: await outbox.waiting(),
  }));
  server.post('/breakers/reset', async () => {
    failover.resetCircuitBreakers();
    for (const { agent } of breakers.status()) breakers.reset(agent);
    return { agents: breakers.status() };
  });
}
