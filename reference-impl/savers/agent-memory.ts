import { z } from 'zod';
import type { Json } from './checkpoint-saver.ts';
import { SaverError } from './saver-error.ts';

const version = 1;
const messageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
});
const memorySchema = z.object({
  version: z.literal(version),
  conversation: z.array(messageSchema),
  preferences: z.record(z.string(), z.json()),
});

/** One turn of a conversation. */
export type Message = z.infer<typeof messageSchema>;

/** What an agent remembers over its process's end: what was said, and what it has learned (U10). */
export interface AgentMemory {
  readonly conversation: readonly Message[];
  readonly preferences: Readonly<Record<string, Json>>;
  say(message: Message): void;
  learn(name: string, value: Json): void;
  snapshot(): Json;
  /** Replaces everything; throws `SaverError` when the state is none of an agent's memory. */
  restore(state: Json): void;
}

/** Creates an empty memory. */
export function createAgentMemory(): AgentMemory {
  let conversation: Message[] = [];
  let preferences = new Map<string, Json>();
  return {
    get conversation() {
      return [...conversation];
    },
    get preferences() {
      return Object.fromEntries(preferences);
    },
    say: (message) => void conversation.push({ ...message }),
    learn: (name, value) => void preferences.set(name, value),
    snapshot: () => ({
      version,
      conversation: [...conversation],
      preferences: Object.fromEntries(preferences),
    }),
    restore(state) {
      const found = memoryOf(state);
      conversation = found.conversation;
      preferences = new Map(Object.entries(found.preferences));
    },
  };
}

function memoryOf(state: Json): z.infer<typeof memorySchema> {
  const found = z.looseObject({ version: z.int() }).safeParse(state);
  if (found.success && found.data.version > version) {
    const message =
      `the checkpoint holds an agent's memory of version ${found.data.version}, this program ` +
      `knows ${version}; resume it with the program that wrote it`;
    throw new SaverError('unreadable', message);
  }
  const read = memorySchema.safeParse(state);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.join('.') || 'the whole of it';
  const message = `the checkpoint holds no agent's memory: ${field}: ${issue?.message}`;
  throw new SaverError('unreadable', message, { cause: read.error });
}
