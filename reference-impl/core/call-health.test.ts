import { expect, test } from 'vitest';
import { CallFailed } from '../client/call-failed.ts';
import { ToolRefused } from '../client/tool-client.ts';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createCallBreakers } from './call-breakers.ts';
import { createServiceLevel } from './service-level.ts';

const settings = {
  CIRCUIT_BREAKER_ENABLED: true,
  CIRCUIT_BREAKER_FAILURE_THRESHOLD: 5,
  CIRCUIT_BREAKER_PERIOD_MS: 300_000,
  CIRCUIT_BREAKER_RESET_MS: 60_000,
  INFERENCE_READ_TIMEOUT_MS: 20_000,
};

function failed(outcome: CallFailed['outcome']): CallFailed {
  return new CallFailed({ callId: 'c', outcome, attempts: 1, target: 'mcp' });
}

test.each([
  ['a time limit', failed({ kind: 'timedOut', phase: 'read', limitMs: 1 }), 'OPEN'],
  ['a refused connection', failed({ kind: 'notDelivered', code: 'X', message: '' }), 'OPEN'],
  ['a broken answer', failed({ kind: 'brokenAnswer', code: 'X', message: '' }), 'OPEN'],
  ['503', failed({ kind: 'answered', status: 503, body: '' }), 'OPEN'],
  ['a wrong key', failed({ kind: 'answered', status: 401, body: '' }), 'OPEN'],
  ['a bad question', failed({ kind: 'answered', status: 422, body: '' }), 'CLOSED'],
  ['a caller that left', failed({ kind: 'aborted', message: '' }), 'CLOSED'],
  ['a tool that says no', new ToolRefused(-32_602, 'no such tool'), 'CLOSED'],
])('F3: five times %s leaves the breaker of what was called as it should', async (...about) => {
  const [, error, status] = about;
  const breakers = createCallBreakers(settings, createMemoryLog());
  const call = breakers.guard('mcp', () => Promise.reject(error));
  for (let n = 0; n < 5; n += 1) await expect(call()).rejects.toBe(error);
  expect(breakers.status()).toEqual({ mcp: status });
});

test('G29: however many calls hang, the next one begins at once', async () => {
  let begun = 0;
  const call = createCallBreakers(settings, createMemoryLog()).guard('prime', () => {
    begun += 1;
    return new Promise<never>(() => undefined);
  });
  for (let n = 0; n < 50; n += 1) void call();
  await new Promise(setImmediate);
  expect(begun).toBe(50);
});

const models = ['prime', 'groq'];
const well = { prime: 'MONITORING (4/5)', groq: 'CLOSED', mcp: 'CLOSED' };

test.each([
  ['full', well, false],
  ['reduced', { ...well, prime: 'OPEN' }, false],
  ['reduced', { ...well, prime: 'HALF_OPEN' }, false],
  ['emergency', { ...well, prime: 'OPEN', groq: 'OPEN' }, false],
  ['emergency', { ...well, mcp: 'OPEN' }, false],
  ['reduced', well, true],
  ['full', {}, false],
] as const)('U5: the service is %s with %j, the study failing: %s', (...about) => {
  const [level, breakers, studyFails] = about;
  const judge = createServiceLevel(createMemoryLog());
  expect(judge({ breakers, models, studyFails }).level).toBe(level);
});
