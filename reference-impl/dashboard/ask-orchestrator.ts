import { z } from 'zod';
import { type Asking, askJson } from './ask-json.ts';
import type { HappeningFacts, HaView, TargetBelief } from './dashboard-state.ts';

const targetShape = z.object({ healthy: z.boolean(), consecutiveFailures: z.number() });
const statusShape = z.object({
  state: z.string(),
  since: z.number().nullable().default(null),
  live: targetShape,
  candidate: z.union([targetShape, z.literal('unevaluated')]),
});
const notificationsShape = z.array(
  z.object({
    id: z.number(),
    from: z.string(),
    to: z.string(),
    cause: z.string(),
    atMs: z.number(),
  }),
);

/** A change of the HA state as the orchestrator keeps it; its id outlives every process. */
export interface KeptChange {
  readonly id: string;
  readonly atMs: number;
  readonly facts: HappeningFacts;
}

const unknownTarget: TargetBelief = { healthy: null, consecutiveFailures: 0 };

/** What is known of the pair of cores before anybody was asked. */
export const unknownHa: HaView = {
  heard: 'notYet',
  state: 'unknown',
  sinceMs: null,
  live: unknownTarget,
  candidate: unknownTarget,
};

/** Asks for the HA status; without an answer the last view stays, marked as not current. */
export async function askHaStatus(base: string, before: HaView, asking: Asking): Promise<HaView> {
  const outcome = await askJson(base, '/ha/status', asking);
  const told = outcome.kind === 'answered' ? statusShape.safeParse(outcome.body).data : undefined;
  if (told === undefined) return { ...before, heard: 'before' };
  const { state, since, live, candidate } = told;
  return {
    heard: 'now',
    state,
    sinceMs: since,
    live,
    candidate: candidate === 'unevaluated' ? unknownTarget : candidate,
  };
}

const changesShown = 20;

/** Asks for the last changes of state, which the orchestrator keeps durably. */
export async function askChanges(base: string, asking: Asking): Promise<readonly KeptChange[]> {
  const outcome = await askJson(base, '/notifications', asking);
  const body = outcome.kind === 'answered' ? outcome.body : undefined;
  const told = notificationsShape.safeParse(body).data ?? [];
  return told.slice(-changesShown).map(({ id, from, to, cause, atMs }) => {
    return { id: `ha.${id}`, atMs, facts: { kind: 'haState', from, to, cause } };
  });
}
