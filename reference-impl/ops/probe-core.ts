import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { askService } from './ask-service.ts';
import type { HandStack } from './stack.ts';

/** What came of a probe packet. */
export type ProbeResult =
  | { readonly kind: 'works'; readonly ms: number }
  /** It would work, but something that it shares with others does not. */
  | { readonly kind: 'shared'; readonly reason: string }
  | { readonly kind: 'refuses'; readonly reason: string }
  /** It takes the connection and breaks: what a look at /health does not show (H3). */
  | { readonly kind: 'breaks'; readonly isHealthy: boolean; readonly reason: string }
  | { readonly kind: 'down'; readonly reason: string };

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const sharedCodes: ReadonlySet<string> = new Set([
  'NO_MODEL',
  'NO_TOOLS',
  'INFERENCE_TIMEOUT',
  'TOOL_TIMEOUT',
]);
const limitMs = 30_000;

/**
 * Sends a packet straight to a core, past web and its routing (H5). It goes the whole way that a
 * message goes, because only that shows whether the core can work. Its key holds a slash, which
 * web accepts from nobody, so it can never be a message's; what it leaves behind is removed.
 */
export async function probeCore(stack: HandStack, role: string): Promise<ProbeResult> {
  const key = `probe/${randomUUID()}`;
  const startMs = performance.now();
  try {
    const asked = await askService(
      `${stack.urlOf(role)}/process_packet`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-idempotency-key': key, 'x-call-id': key },
        body: JSON.stringify({ key, text: 'ping', source: 'chat' }),
      },
      limitMs,
    );
    if (asked.kind === 'silent') return await judgeSilence(stack, role, asked);
    if (asked.status === 200) return { kind: 'works', ms: Math.round(performance.now() - startMs) };
    return judgeRefusal(asked.status, asked.body);
  } finally {
    await removeTraces(stack, key);
  }
}

/** Says what a probe means, for people. */
export function describeProbe(probe: ProbeResult): string {
  switch (probe.kind) {
    case 'works':
      return `answered a probe packet in ${probe.ms} ms`;
    case 'shared':
      return `cannot finish a probe packet for want of something shared: ${probe.reason}`;
    case 'refuses':
      return `refuses a probe packet: ${probe.reason}`;
    case 'breaks':
      return `${probe.isHealthy ? 'is healthy but cannot work' : 'cannot work'}: ${probe.reason}`;
    case 'down':
      return `is down: ${probe.reason}`;
  }
}

async function judgeSilence(
  stack: HandStack,
  role: string,
  { code, reason }: { readonly code: string; readonly reason: string },
): Promise<ProbeResult> {
  if (code === 'ECONNREFUSED') return { kind: 'down', reason };
  const health = await askService(`${stack.urlOf(role)}/health`);
  const isHealthy = health.kind === 'answered' && health.status === 200;
  return { kind: 'breaks', isHealthy, reason };
}

function judgeRefusal(status: number, body: unknown): ProbeResult {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return { kind: 'refuses', reason: `status ${status}` };
  const { code, message } = parsed.data.error;
  const reason = `${status} ${code}: ${message}`;
  return sharedCodes.has(code) ? { kind: 'shared', reason } : { kind: 'refuses', reason };
}

async function removeTraces({ folder }: HandStack, key: string): Promise<void> {
  for (const name of ['effects', 'tool_effects']) {
    await rm(join(folder.shared, name, `${encodeURIComponent(key)}.json`), { force: true });
  }
}
