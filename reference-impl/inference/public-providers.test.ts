import { syncBuiltinESMExports } from 'node:module';
import { HttpResponse, http } from 'msw/http';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createProviderHandlers } from '../../fixtures/providers/create-provider-handlers.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { readSettings } from '../settings/read-settings.ts';
import { createModelPool } from './model-pool.ts';
import { createPrimeProvider } from './prime-provider.ts';
import { createPublicProviders, publicProvidersShape } from './public-providers.ts';

const bases = {
  groq: 'http://groq.test',
  openai: 'http://openai.test',
  gemini: 'http://gemini.test',
};
const keys = { groq: 'g', openai: 'o', gemini: 'm' };
const reply = (prompt: string, name: string) => `${name}: ${prompt}`;
const server = setupServer(...createProviderHandlers({ bases, keys, reply }));
const everywhere = Object.values(bases).map((base) => `${base}/*`);

beforeAll(() => {
  server.listen({ onUnhandledFrame: 'error' });
  // Without it the clients' named imports of node:http keep the functions of before.
  syncBuiltinESMExports();
});
beforeEach(() => server.resetHandlers());
afterAll(() => server.close());

const fullEnv = {
  ...{ GROQ_ENDPOINT: bases.groq, GROQ_API_KEY: 'g' },
  ...{ OPENAI_ENDPOINT: bases.openai, OPENAI_API_KEY: 'o' },
  ...{ GEMINI_ENDPOINT: bases.gemini, GEMINI_API_KEY: 'm' },
};

function openProviders(env: Readonly<Record<string, string>>) {
  const log = createMemoryLog();
  const settings = readSettings(env, publicProvidersShape);
  const calling = { connectMs: 5000, maxRetries: 3, baseDelayMs: 1, log };
  const providers = createPublicProviders(settings, calling);
  onTestFinished(() => {
    for (const provider of providers) provider.close();
  });
  return { providers, log };
}

/** Makes a place answer so every time it is asked, and counts how often that is. */
function answers(place: string, respond: () => Response) {
  let calls = 0;
  server.use(
    http.post(place, () => {
      calls += 1;
      return respond();
    }),
  );
  return () => calls;
}

const asked = { prompt: 'ping', key: 'k1' };

test('G10: each provider answers in its own format, and signs the answer with its name', async () => {
  const { providers } = openProviders(fullEnv);
  const completions = await Promise.all(providers.map((one) => one.complete(asked)));
  expect(completions).toEqual([
    { text: 'groq: ping', model: 'groq/llama-3.3-70b-versatile' },
    { text: 'openai: ping', model: 'openai/gpt-4o-mini-2024-07-18' },
    { text: 'gemini: ping', model: 'gemini/gemini-2.0-flash' },
  ]);
});

test('G10: a provider without an address or without a key is not in the pool', () => {
  const names = (env: Readonly<Record<string, string>>) =>
    openProviders(env).providers.map(({ name }) => name);
  expect(names({})).toEqual([]);
  expect(names({ ...fullEnv, OPENAI_ENDPOINT: '', GEMINI_API_KEY: '' })).toEqual(['groq']);
});

test('G10: when prime and groq fail, the pool goes on to openai and says so', async () => {
  const { providers, log } = openProviders(fullEnv);
  const atPrime = answers('http://prime.test/v1/chat/completions', () => HttpResponse.error());
  const atGroq = answers(everywhere[0] ?? '', () => new HttpResponse(null, { status: 503 }));
  const prime = createPrimeProvider({
    baseUrl: 'http://prime.test',
    ...{ connectMs: 5000, readMs: 5000, maxRetries: 1, baseDelayMs: 1, stream: true, log },
  });
  onTestFinished(() => prime.close());
  const pool = createModelPool(prime, ...providers);
  expect(await pool.complete(asked)).toEqual({
    text: 'openai: ping',
    model: 'openai/gpt-4o-mini-2024-07-18',
  });
  expect([atPrime(), atGroq()]).toEqual([2, 4]);
  const said = log.events('inference').map(({ provider, phase }) => `${provider} ${phase}`);
  expect(said).toEqual([
    ...['prime begin', 'prime failed', 'groq begin', 'groq failed'],
    ...['openai begin', 'openai end'],
  ]);
});

test.each([401, 429, 500, 404])(
  'G10: a %i is not repeated; the next provider is asked',
  async (status) => {
    const { providers } = openProviders(fullEnv);
    const [groq, openai, gemini] = everywhere.map((place) =>
      answers(place, () =>
        HttpResponse.json({ error: {} }, { status, headers: { 'retry-after': '1' } }),
      ),
    );
    const [first, ...others] = providers;
    if (first === undefined) throw new Error('no provider');
    await expect(createModelPool(first, ...others).complete(asked)).rejects.toThrow(
      `groq.test failed after one attempt: status ${status}`,
    );
    expect([groq?.(), openai?.(), gemini?.()]).toEqual([1, 1, 1]);
  },
);

test.each([
  ['blocked', { candidates: [{ finishReason: 'SAFETY' }] }],
  [
    'cut short',
    { candidates: [{ finishReason: 'MAX_TOKENS', content: { parts: [{ text: 'a' }] } }] },
  ],
  ['without a candidate', { promptFeedback: { blockReason: 'OTHER' } }],
])('G9: an answer of gemini that is %s is no completion', async (_what, body) => {
  const { providers } = openProviders({ GEMINI_ENDPOINT: bases.gemini, GEMINI_API_KEY: 'm' });
  answers(everywhere[2] ?? '', () => HttpResponse.json(body));
  await expect(providers[0]?.complete(asked)).rejects.toThrow('not a completion');
});
