import { randomUUID } from 'node:crypto';
import type { ToolClient } from '../client/tool-client.ts';
import { publishOnce, readPublished } from '../effects/publish-once.ts';
import type { Completion, ModelProvider } from '../inference/completion.ts';
import type { Log } from '../logging/create-logger.ts';
import type { DependencyWatch } from '../readiness/watch-dependencies.ts';
import { type Effect, effectSchema, type Packet, type PacketAnswer } from './packet.ts';
import { PacketRefused } from './packet-refused.ts';
import { refusalOfError, type WorkPart } from './refusal-of-error.ts';

/** What processing a packet needs. */
export interface PacketParts {
  readonly effectsDir: string;
  readonly serviceName: string;
  readonly models: ModelProvider;
  readonly tools: ToolClient;
  readonly promptOf: (text: string) => string;
  readonly dependencies: DependencyWatch;
  readonly log: Log;
}

/**
 * Builds the work of a core. A key has one effect over both cores: what is stored is answered
 * again, and packets of one key at the same time share one execution (ruling 7). Rejects with
 * `PacketRefused` and nothing else.
 */
export function createPacketProcessor(
  parts: PacketParts,
): (packet: Packet) => Promise<PacketAnswer> {
  const running = new Map<string, { readonly text: string; readonly answer: Promise<Stored> }>();

  return async (packet) => {
    const { key, text } = packet;
    const other = running.get(key);
    if (other !== undefined) {
      if (other.text !== text) throw keyReused(key);
      return toAnswer((await other.answer).effect, true);
    }
    const answer = findOrExecute(parts, packet);
    running.set(key, { text, answer });
    try {
      const { effect, isReplay } = await answer;
      return toAnswer(effect, isReplay);
    } finally {
      running.delete(key);
    }
  };
}

interface Stored {
  readonly effect: Effect;
  readonly isReplay: boolean;
}

async function findOrExecute(parts: PacketParts, packet: Packet): Promise<Stored> {
  const { key } = packet;
  const found = await guarded('effect', readPublished(parts.effectsDir, key));
  if (found !== undefined) {
    parts.log.info({ event: 'execution', key, phase: 'replayed' }, 'answered from its effect');
    return { effect: checkEffect(found, packet), isReplay: true };
  }
  parts.log.info({ event: 'execution', key, phase: 'begin' }, 'execution begins');
  try {
    const stored = await execute(parts, packet);
    const phase = stored.isReplay ? 'replayed' : 'end';
    parts.log.info({ event: 'execution', key, phase }, `execution: ${phase}`);
    return stored;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    parts.log.error({ event: 'execution', key, phase: 'failed', reason }, reason);
    throw error;
  }
}

async function execute(parts: PacketParts, packet: Packet): Promise<Stored> {
  const { key, text } = packet;
  const { dependencies } = parts;
  const inference = parts.models.complete({ prompt: parts.promptOf(text), key });
  const completion = await guarded('inference', inference);
  const remembering = parts.tools.callTool({ name: 'remember', args: { text }, key });
  await guarded('tool', dependencies.watch('mcp', remembering));
  const effect = effectOf(packet, completion, parts.serviceName);
  const { published, stored } = await guarded('effect', publishOnce(parts.effectsDir, key, effect));
  return { effect: checkEffect(stored, packet), isReplay: !published };
}

function effectOf(packet: Packet, completion: Completion, serviceName: string): Effect {
  return {
    key: packet.key,
    text: packet.text,
    answer: completion.text,
    model: completion.model,
    executedBy: serviceName,
    executionId: randomUUID(),
    at: Date.now(),
  };
}

function checkEffect(stored: unknown, { key, text }: Packet): Effect {
  const parsed = effectSchema.safeParse(stored);
  if (!parsed.success) {
    const message = `the effect stored under ${key} is not one: ${parsed.error.issues[0]?.message}`;
    throw new PacketRefused({ status: 500, code: 'EFFECT_DAMAGED' }, message);
  }
  if (parsed.data.text !== text) throw keyReused(key);
  return parsed.data;
}

function keyReused(key: string): PacketRefused {
  const message = `key ${key} belongs to a message with another text`;
  return new PacketRefused({ status: 409, code: 'KEY_REUSED' }, message);
}

async function guarded<T>(part: WorkPart, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw refusalOfError(error, part);
  }
}

function toAnswer(effect: Effect, replayed: boolean): PacketAnswer {
  const { key, answer, model, executedBy } = effect;
  return { key, answer, model, executedBy, replayed };
}
