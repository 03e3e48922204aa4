import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { composeAnswer, type ModelReplies } from './compose-answer.ts';

/** The part of an OpenAI-compatible request that this server understands. */
export const completionRequestSchema = z.object({
  model: z.string().optional(),
  stream: z.boolean().default(false),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
});

/** See `completionRequestSchema`. */
export type CompletionRequest = z.infer<typeof completionRequestSchema>;

/** How the model speaks: from what material, how much, how fast. */
export interface ModelVoice {
  readonly replies: ModelReplies;
  readonly tokens: number;
  readonly tokenDelayMs: number;
}

/** Answers a request as one JSON document, after the time that the tokens take. */
export async function completeWhole(
  request: CompletionRequest,
  voice: ModelVoice,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const prompt = promptOf(request);
  const tokens = composeAnswer(prompt, voice.tokens, voice.replies);
  await sleep(tokens.length * voice.tokenDelayMs, undefined, { signal });
  const message = { role: 'assistant', content: tokens.join('') };
  const used = { prompt_tokens: prompt.split(/\s+/).length, completion_tokens: tokens.length };
  return {
    ...head(prompt, voice, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { ...used, total_tokens: used.prompt_tokens + used.completion_tokens },
  };
}

/** Answers a request as server-sent events, one token at a time, ended by `[DONE]`. */
export async function* completeStreamed(
  request: CompletionRequest,
  voice: ModelVoice,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const prompt = promptOf(request);
  const shared = head(prompt, voice, 'chat.completion.chunk');
  const event = (delta: object, finish: string | null): string => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    return `data: ${JSON.stringify({ ...shared, choices })}\n\n`;
  };
  yield event({ role: 'assistant', content: '' }, null);
  for (const token of composeAnswer(prompt, voice.tokens, voice.replies)) {
    await sleep(voice.tokenDelayMs, undefined, { signal });
    yield event({ content: token }, null);
  }
  yield event({}, 'stop');
  yield 'data: [DONE]\n\n';
}

function promptOf(request: CompletionRequest): string {
  return request.messages.at(-1)?.content ?? '';
}

function head(prompt: string, voice: ModelVoice, object: string) {
  const digest = createHash('sha256').update(prompt).digest('hex');
  const created = Math.floor(Date.now() / 1000);
  return { id: `chatcmpl-${digest.slice(0, 16)}`, object, created, model: voice.replies.model };
}
