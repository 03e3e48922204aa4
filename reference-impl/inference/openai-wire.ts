import { readStreamed, readWhole } from './read-completion.ts';
import type { WireFormat } from './wire-format.ts';

/** The choices within OpenAI's format, which prime and groq speak too. */
export interface OpenaiWireOptions {
  readonly model: string;
  readonly stream: boolean;
  /** Where chat completions are; groq has them below `/openai`. */
  readonly path?: string;
  /** Sent as a bearer token; a server of one's own needs none. */
  readonly key?: string;
}

/** Creates the format of OpenAI's chat completions, plain or streamed. */
export function createOpenaiWire(options: OpenaiWireOptions): WireFormat {
  const { model, stream, path = '/v1/chat/completions', key } = options;
  return {
    ask: ({ prompt }) => ({
      path,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      body: { model, stream, messages: [{ role: 'user', content: prompt }] },
    }),
    read: stream ? readStreamed : readWhole,
  };
}
