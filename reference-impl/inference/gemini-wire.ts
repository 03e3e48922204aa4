import { z } from 'zod';
import { checkAnswer } from './read-completion.ts';
import type { WireFormat } from './wire-format.ts';

const answerSchema = z.object({
  modelVersion: z.string().optional(),
  candidates: z
    .array(
      z.object({
        content: z.object({ parts: z.array(z.object({ text: z.string() })).min(1) }),
        // A candidate that was blocked or cut short is no answer.
        finishReason: z.literal('STOP'),
      }),
    )
    .min(1),
});

/** Creates the format of Gemini's `generateContent`. */
export function createGeminiWire(model: string, key: string): WireFormat {
  return {
    ask: ({ prompt }) => ({
      path: `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
      headers: { 'x-goog-api-key': key },
      body: { contents: [{ role: 'user', parts: [{ text: prompt }] }] },
    }),
    read(body) {
      const { candidates, modelVersion = model } = checkAnswer(body, answerSchema);
      const parts = candidates[0]?.content.parts ?? [];
      return { model: modelVersion, text: parts.map(({ text }) => text).join('') };
    },
  };
}
