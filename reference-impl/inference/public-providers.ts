import type { z } from 'zod';
import type { Log } from '../logging/create-logger.ts';
import { durationMs, optionalHttpUrl, text } from '../settings/fields.ts';
import type { ModelProvider } from './completion.ts';
import { createGeminiWire } from './gemini-wire.ts';
import { createHttpProvider, type HttpProvider } from './http-provider.ts';
import { createOpenaiWire } from './openai-wire.ts';
import type { WireFormat } from './wire-format.ts';

/** The variables of the public providers; one without an address or a key is not in the pool. */
export const publicProvidersShape = {
  GROQ_ENDPOINT: optionalHttpUrl(),
  GROQ_API_KEY: text(''),
  GROQ_MODEL: text('llama-3.3-70b-versatile'),
  OPENAI_ENDPOINT: optionalHttpUrl(),
  OPENAI_API_KEY: text(''),
  OPENAI_MODEL: text('gpt-4o-mini'),
  GEMINI_ENDPOINT: optionalHttpUrl(),
  GEMINI_API_KEY: text(''),
  GEMINI_MODEL: text('gemini-2.0-flash'),
  PROVIDER_READ_TIMEOUT_MS: durationMs(20_000),
};

/** See `publicProvidersShape`. */
export type PublicProvidersSettings = z.output<z.ZodObject<typeof publicProvidersShape>>;

/** How all of them are called. */
export interface ProviderCalling {
  readonly connectMs: number;
  readonly maxRetries: number;
  readonly baseDelayMs: number;
  readonly log: Log;
}

/** Creates those that are set, in the order in which the pool asks them (G10). */
export function createPublicProviders(
  settings: PublicProvidersSettings,
  calling: ProviderCalling,
): readonly HttpProvider[] {
  return known(settings).flatMap(({ name, baseUrl, key, wire }) => {
    if (baseUrl === '') return [];
    if (key === '') {
      const variable = `${name.toUpperCase()}_API_KEY`;
      calling.log.warn({ provider: name }, `${name} is not in the pool: set ${variable}`);
      return [];
    }
    const readMs = settings.PROVIDER_READ_TIMEOUT_MS;
    return [signed(createHttpProvider({ ...calling, name, baseUrl, wire: wire(key), readMs }))];
  });
}

interface Known {
  readonly name: string;
  readonly baseUrl: string;
  readonly key: string;
  readonly wire: (key: string) => WireFormat;
}

function known(settings: PublicProvidersSettings): readonly Known[] {
  return [
    {
      name: 'groq',
      baseUrl: settings.GROQ_ENDPOINT,
      key: settings.GROQ_API_KEY,
      wire: (key) => {
        const path = '/openai/v1/chat/completions';
        return createOpenaiWire({ model: settings.GROQ_MODEL, stream: false, path, key });
      },
    },
    {
      name: 'openai',
      baseUrl: settings.OPENAI_ENDPOINT,
      key: settings.OPENAI_API_KEY,
      wire: (key) => createOpenaiWire({ model: settings.OPENAI_MODEL, stream: false, key }),
    },
    {
      name: 'gemini',
      baseUrl: settings.GEMINI_ENDPOINT,
      key: settings.GEMINI_API_KEY,
      wire: (key) => createGeminiWire(settings.GEMINI_MODEL, key),
    },
  ];
}

/** The same model may be had from several: the answer names who produced it, too (G10). */
function signed(provider: HttpProvider): HttpProvider {
  const complete: ModelProvider['complete'] = async (request) => {
    const completion = await provider.complete(request);
    return { ...completion, model: `${provider.name}/${completion.model}` };
  };
  return { ...provider, complete };
}
