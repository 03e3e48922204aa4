import { z } from 'zod';
import { AttemptFailed } from './attempt-failed.ts';
import type { Completion } from './completion.ts';

const wholeSchema = z.object({
  model: z.string(),
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

const chunkSchema = z.object({
  model: z.string(),
  choices: z.array(z.object({ delta: z.object({ content: z.string().optional() }) })),
});

/** Reads an answer that came as one JSON document. */
export function readWhole(body: unknown): Completion {
  const { model, choices } = checkAnswer(body, wholeSchema);
  return { model, text: choices[0]?.message.content ?? '' };
}

/** Reads an answer that came as server-sent events; one that ends without `[DONE]` was cut. */
export function readStreamed(body: unknown): Completion {
  if (typeof body !== 'string') throw broken('ERR_NO_STREAM', 'not a stream of events');
  let model = '';
  let text = '';
  for (const line of body.split('\n')) {
    if (!line.startsWith('data:')) continue;
    const data = line.slice('data:'.length).trim();
    if (data === '[DONE]') return { model, text };
    const event = checkAnswer(parsed(data), chunkSchema);
    model = event.model;
    text += event.choices[0]?.delta.content ?? '';
  }
  throw broken('ERR_STREAM_CUT', 'the stream ended before [DONE]');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken('ERR_BAD_JSON', `not JSON: ${text.slice(0, 80)}`);
  }
}

/** Checks the shape of an answer; what does not have it was damaged, and may be asked again. */
export function checkAnswer<T>(body: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw broken('ERR_BAD_SHAPE', `not a completion: ${JSON.stringify(body)?.slice(0, 80)}`);
}

function broken(code: string, message: string): AttemptFailed {
  return new AttemptFailed({ kind: 'brokenAnswer', code, message });
}
