import { z } from 'zod';
import { type AttemptOutcome, describeOutcome } from '../client/attempt-outcome.ts';
import { type Asking, askJson } from './ask-json.ts';
import type { ServiceCondition } from './dashboard-state.ts';

/** A service that is looked at. */
export interface WatchedService {
  readonly name: string;
  readonly url: string;
}

/** What one look at a service found. */
export interface Look {
  readonly condition: ServiceCondition;
  readonly reasons: readonly string[];
  readonly startedAtMs: number | null;
  readonly breakers: Readonly<Record<string, string>>;
}

const liveShape = z.object({
  sinceMs: z.number().optional(),
  reasons: z.array(z.string()).optional(),
});
const dependencyShape = z.object({ state: z.string(), reason: z.string().optional() });
const healthShape = z.object({
  reasons: z.array(z.string()).default([]),
  breakers: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.unknown()).default({}),
});

/** Looks at a service: does it live, can it work, and what does it say about it? */
export async function lookAtService({ url }: WatchedService, asking: Asking): Promise<Look> {
  const live = await askJson(url, '/live', asking);
  const nothing = { startedAtMs: null, breakers: {} };
  if (live.kind !== 'answered') {
    return { ...nothing, condition: conditionOf(live), reasons: [reasonOf(live)] };
  }
  const life = liveShape.safeParse(live.body).data;
  const startedAtMs = life?.sinceMs ?? null;
  if (live.status !== 200) {
    const reasons = life?.reasons ?? [`/live answered ${live.status}`];
    return { ...nothing, startedAtMs, condition: 'hung', reasons };
  }
  const health = await askJson(url, '/health', asking);
  if (health.kind !== 'answered') {
    return { ...nothing, condition: conditionOf(health), reasons: [reasonOf(health)] };
  }
  const told = healthShape.safeParse(health.body).data;
  const condition = health.status === 200 ? 'ready' : 'notReady';
  const reasons = [...(told?.reasons ?? []), ...failingDependencies(told?.dependencies ?? {})];
  return { condition, reasons, startedAtMs, breakers: told?.breakers ?? {} };
}

function conditionOf(outcome: AttemptOutcome): ServiceCondition {
  return outcome.kind === 'timedOut' && outcome.phase !== 'connect' ? 'hung' : 'down';
}

/** The system's own words where there are some: they name the address. */
function reasonOf(outcome: AttemptOutcome): string {
  return 'message' in outcome ? outcome.message : describeOutcome(outcome);
}

/** What it shares with others does not make it unable, and still is worth a line. */
function failingDependencies(dependencies: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(dependencies).flatMap(([name, value]) => {
    const told = dependencyShape.safeParse(value).data;
    if (told?.state !== 'failing') return [];
    return [`its last call to ${name} failed${told.reason ? `: ${told.reason}` : ''}`];
  });
}
