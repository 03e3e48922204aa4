import { expect, test } from 'vitest';
import { BreakerOpen } from '../resilience/breaker/breaker-open.ts';
import type { ModelProvider } from './completion.ts';
import { createModelPool } from './model-pool.ts';

const asked = { prompt: 'p', key: 'k' };

function provider(name: string, error?: Error) {
  let calls = 0;
  const complete: ModelProvider['complete'] = async () => {
    calls += 1;
    if (error) throw error;
    return { text: 'answer', model: name };
  };
  return { name, complete, calls: () => calls };
}

test('G10: providers are asked in their order, and the answer says which one produced it', async () => {
  const prime = provider('prime', new Error('timed out'));
  const groq = provider('groq', new Error('refused'));
  const openai = provider('openai');
  const gemini = provider('gemini');
  const pool = createModelPool(prime, groq, openai, gemini);
  expect(await pool.complete(asked)).toEqual({ text: 'answer', model: 'openai' });
  expect([prime, groq, openai, gemini].map((one) => one.calls())).toEqual([1, 1, 1, 0]);
});

test('ruling 8: with no provider left, the first one’s error is the answer', async () => {
  const pool = createModelPool(
    provider('prime', new Error('prime hangs')),
    provider('groq', new Error('no key')),
  );
  await expect(pool.complete(asked)).rejects.toThrow('prime hangs');
});

test('nobody further is asked for a caller that has left', async () => {
  const next = provider('groq');
  const pool = createModelPool(provider('prime', new Error('aborted')), next);
  await expect(pool.complete({ ...asked, signal: AbortSignal.abort() })).rejects.toThrow();
  expect(next.calls()).toBe(0);
});

test('F1, G10: a provider whose breaker is open is skipped', async () => {
  const prime = provider('prime', new BreakerOpen('OPEN'));
  const groq = provider('groq');
  expect(await createModelPool(prime, groq).complete(asked)).toMatchObject({ model: 'groq' });
});

test('ruling 8: what is told is the error of the first that was asked, not of one skipped', async () => {
  const prime = provider('prime', new BreakerOpen('OPEN'));
  const pool = createModelPool(prime, provider('groq', new Error('groq hangs')));
  await expect(pool.complete(asked)).rejects.toThrow('groq hangs');
});

test('G10: when all are skipped, the first is asked past its breaker', async () => {
  const shut = new BreakerOpen('OPEN');
  const prime = { ...provider('prime', shut), unguarded: provider('prime').complete };
  const pool = createModelPool(prime, provider('groq', shut));
  expect(await pool.complete(asked)).toEqual({ text: 'answer', model: 'prime' });
});
