import fc from 'fast-check';
import { expect, test } from 'vitest';
import replies from '../../fixtures/model-replies.json' with { type: 'json' };
import { readStreamed, readWhole } from '../inference/read-completion.ts';
import { createServer } from '../serving/create-server.ts';
import { createWorkGate } from '../serving/work-gate.ts';
import { addCompletionRoutes } from './completion-routes.ts';
import { composeAnswer } from './compose-answer.ts';

function openPrime(tokens = 12) {
  const server = createServer(createWorkGate());
  addCompletionRoutes(server, { replies, tokens, tokenDelayMs: 0 });
  return (payload: object) =>
    server.inject({ method: 'POST', url: '/v1/chat/completions', payload });
}

const ask = (content: string, stream = false) => ({
  stream,
  messages: [
    { role: 'system', content: 'ignored' },
    { role: 'user', content },
  ],
});

test('the same prompt gets the same answer, and no two prompts share one', () => {
  const answer = (prompt: string) => composeAnswer(prompt, 12, replies).join('');
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(answer(one)).toBe(answer(one));
      expect(answer(one) === answer(other)).toBe(one === other);
    }),
  );
});

test('an answer has as many tokens as were asked for', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 30 }),
      fc.integer({ min: 1, max: 200 }),
      (prompt, tokens) => {
        expect(composeAnswer(prompt, tokens, replies)).toHaveLength(tokens);
      },
    ),
  );
});

test('known prompts have the replies that the fixture lists', async () => {
  const post = openPrime();
  for (const { prompt, reply } of replies.known) {
    expect(readWhole((await post(ask(prompt))).json())).toEqual({
      model: replies.model,
      text: reply,
    });
  }
});

test('streamed and whole, the answer is the same', async () => {
  const post = openPrime();
  const whole = await post(ask('tell me more'));
  const streamed = await post(ask('tell me more', true));
  expect(streamed.headers['content-type']).toContain('text/event-stream');
  expect(streamed.body.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(readStreamed(streamed.body)).toEqual(readWhole(whole.json()));
  expect(whole.json().usage).toMatchObject({ completion_tokens: 12 });
});

test.each([[{}], [{ messages: [] }], [{ messages: [{ role: 'user' }] }]])(
  'a request that is none, %j, is refused with 400',
  async (body) => {
    const answer = await openPrime()(body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.type).toBe('invalid_request_error');
  },
);
