import { type Clock, install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ChainEvent,
  type ChainOptions,
  createModelFallbackChain,
  NoModelAnswered,
} from './model-fallback-chain.ts';
import { type Behaviour, scripted } from './testing/scripted-model.ts';

let time: Clock;
beforeEach(() => {
  time = install();
});
afterEach(async () => {
  await time.runAllAsync();
  time.uninstall();
});

const isPartial = (answer: string) => answer.endsWith('…');

function chainOf(
  models: readonly ReturnType<typeof scripted>[],
  options: ChainOptions<string> = {},
) {
  const chain = createModelFallbackChain(
    models.map(({ model }) => model),
    { isPartial, ...options },
  );
  const ask = async (forMs: number) => {
    const result = chain.ask('q');
    await time.tickAsync(forMs);
    return result;
  };
  return { chain, ask };
}

test('U4: the first model answers, and nobody else is asked', async () => {
  const [one, two] = [scripted('one', ['answers']), scripted('two', ['answers'])];
  const { ask } = chainOf([one, two]);
  expect(await ask(0)).toEqual({
    ok: true,
    model: 'one',
    fallback: false,
    partial: false,
    answer: 'one: q',
    attempts: [{ model: 'one', try: 1, result: 'answered', ms: 0 }],
  });
  expect(two.script.calls).toBe(0);
});

test('F1: the coder times out on its first model and succeeds on its second, as a fallback', async () => {
  const [first, second] = [
    scripted('opencode/codellama-7b', ['hangs']),
    scripted('opencode/codellama-13b', ['answers']),
  ];
  const { ask } = chainOf([first, second]);
  const result = await ask(300_000);
  expect(result).toMatchObject({ ok: true, model: 'opencode/codellama-13b', fallback: true });
  expect(result.attempts.map(({ result, ms }) => [result, ms])).toEqual([
    ['timedOut', 300_000],
    ['answered', 0],
  ]);
  expect(first.script.aborted).toBe(1);
});

test('F1, F2: a time limit is not tried again at the same model, and counts for its breaker', async () => {
  const [one, two] = [scripted('one', ['hangs']), scripted('two', ['answers'])];
  const { ask, chain } = chainOf([one, two]);
  await ask(300_000);
  expect(one.script.calls).toBe(1);
  expect(chain.health()[0]).toMatchObject({ status: 'MONITORING (1/3)', failed: 1 });
});

test('F2: tries at one model lie 1 s, 2 s and 4 s apart', async () => {
  const one = scripted('one', ['fails'], { failureThreshold: 10 });
  const { chain } = chainOf([one]);
  const waits: number[] = [];
  const onEvent = (event: ChainEvent) => {
    if (event.kind === 'wait') waits.push(event.waitMs);
  };
  const result = chain.ask('q', { onEvent });
  await time.tickAsync(7000);
  expect((await result).ok).toBe(false);
  expect([waits, one.script.calls]).toEqual([[1000, 2000, 4000], 4]);
});

test('F1: a model whose breaker opens is left without another wait', async () => {
  const [one, two] = [scripted('one', ['fails']), scripted('two', ['answers'])];
  const { ask } = chainOf([one, two]);
  expect(await ask(3000)).toMatchObject({ ok: true, model: 'two', fallback: true });
  expect(one.script.calls).toBe(3);
});

test('F1, U4: an unhealthy model is skipped without waiting, and the attempts say so', async () => {
  const [one, two] = [scripted('one', ['fails']), scripted('two', ['answers'])];
  const { ask, chain } = chainOf([one, two]);
  await ask(3000);
  expect(chain.health().map(({ healthy }) => healthy)).toEqual([false, true]);
  const again = await ask(0);
  expect(again.attempts.map(({ model, result }) => [model, result])).toEqual([
    ['one', 'skipped'],
    ['two', 'answered'],
  ]);
  expect(one.script.calls).toBe(3);
});

test('U4: a model that has recovered is the first again', async () => {
  const [one, two] = [
    scripted('one', ['fails', 'fails', 'fails', 'answers']),
    scripted('two', ['answers']),
  ];
  const { ask, chain } = chainOf([one, two]);
  await ask(3000);
  await time.tickAsync(60_000);
  expect(await ask(0)).toMatchObject({ model: 'one', fallback: false });
  expect(chain.health()[0]).toMatchObject({ healthy: true, status: 'CLOSED', answered: 1 });
});

test('U4: a model that has not recovered is probed once, and others answer meanwhile', async () => {
  const [one, two] = [
    scripted('one', ['fails', 'fails', 'fails', 'hangs']),
    scripted('two', ['answers']),
  ];
  const { ask, chain } = chainOf([one, two]);
  await ask(3000);
  await time.tickAsync(60_000);
  const probing = chain.ask('q');
  await time.tickAsync(0);
  expect(await ask(0)).toMatchObject({ model: 'two', fallback: true });
  expect(one.script.calls).toBe(4);
  await time.tickAsync(300_000);
  expect(await probing).toMatchObject({ model: 'two' });
});

test('U4: with no model left the errors of all are told, in their order', async () => {
  const [one, two] = [scripted('one', ['fails']), scripted('two', ['hangs'])];
  const { ask } = chainOf([one, two]);
  const result = await ask(303_000);
  if (result.ok) throw new Error('expected no answer');
  expect(result.error).toBeInstanceOf(NoModelAnswered);
  expect(result.error.message).toBe(
    'no model answered (one: one is down; two: no result within 300000 ms)',
  );
});

test('U4: a model that refuses the question is not tried again, nor held to be unhealthy', async () => {
  const [one, two] = [scripted('one', ['refuses input']), scripted('two', ['answers'])];
  const { ask, chain } = chainOf([one, two]);
  expect(await ask(0)).toMatchObject({ model: 'two', fallback: true });
  expect(chain.health()[0]).toMatchObject({ healthy: true, status: 'CLOSED', failed: 0 });
  expect(one.script.calls).toBe(1);
});

test('F1: a partial answer is kept while a later model may give the whole', async () => {
  const [one, two] = [scripted('one', ['partly']), scripted('two', ['answers'])];
  expect(await chainOf([one, two]).ask(0)).toMatchObject({ model: 'two', partial: false });
  const down = scripted('down', ['fails']);
  const { ask } = chainOf([scripted('one', ['partly']), down]);
  expect(await ask(3000)).toMatchObject({
    ok: true,
    model: 'one',
    partial: true,
    answer: 'one: …',
  });
});

test('F11: where partial answers are not accepted, one is as good as none', async () => {
  const { ask } = chainOf([scripted('one', ['partly'])], { acceptPartial: false });
  const result = await ask(0);
  expect(result.ok).toBe(false);
  expect(result.attempts.map((one) => one.result)).toEqual(['partial']);
});

test('U4: a caller that leaves is let go at once, and no model is blamed', async () => {
  const blaming = { isFailure: () => true };
  const [one, two] = [scripted('one', ['hangs'], blaming), scripted('two', ['answers'])];
  const { chain } = chainOf([one, two]);
  const leaving = new AbortController();
  const result = chain.ask('q', { signal: leaving.signal });
  await time.tickAsync(10);
  leaving.abort(new Error('gone home'));
  await expect(result).rejects.toThrow('gone home');
  expect([one.script.aborted, two.script.calls]).toEqual([1, 0]);
  expect(chain.health()[0]).toMatchObject({ status: 'CLOSED', failed: 0 });
});

test('U4: models that two chains share are known to be unhealthy in both', async () => {
  const shared = scripted('shared', ['fails']);
  await chainOf([shared, scripted('two', ['answers'])]).ask(3000);
  const other = chainOf([shared, scripted('three', ['answers'])]);
  expect((await other.ask(0)).attempts[0]).toMatchObject({ model: 'shared', result: 'skipped' });
});

test('U4: an empty chain, or one with a model twice, is refused', () => {
  const one = scripted('one', ['answers']);
  expect(() => chainOf([])).toThrow('at least one model');
  expect(() => chainOf([one, one])).toThrow('each model once');
});

const behaviour = fc.constantFrom<Behaviour>('answers', 'partly', 'fails', 'refuses input');

test('U4, F1: whatever the models do, the answer is the first whole one, else the first partial one', async () => {
  const scripts = fc.array(fc.array(behaviour, { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(scripts, async (plans) => {
      const models = plans.map((plan, index) =>
        scripted(`m${index}`, plan, { failureThreshold: 9 }),
      );
      const result = await chainOf(models, { sleep: async () => undefined }).ask(0);
      // Only a failure is tried again, at most three times.
      const ends = plans.map((plan) => plan.find((one) => one !== 'fails') ?? 'fails');
      const whole = ends.indexOf('answers');
      const partly = ends.indexOf('partly');
      const expected = whole >= 0 ? whole : partly;
      expect(result.ok).toBe(expected >= 0);
      if (result.ok) {
        expect(result.model).toBe(`m${expected}`);
        expect([result.partial, result.fallback]).toEqual([whole < 0, expected > 0]);
      }
      const asked = models.map(({ script }) => script.calls);
      const last = whole >= 0 ? whole : plans.length - 1;
      const tries = plans.map((plan) => plan.findIndex((one) => one !== 'fails'));
      expect(asked).toEqual(tries.map((at, index) => (index > last ? 0 : at < 0 ? 4 : at + 1)));
      expect(result.attempts).toHaveLength(asked.reduce((sum, calls) => sum + calls, 0));
    }),
  );
});
