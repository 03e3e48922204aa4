import { type Clock, install } from '@sinonjs/fake-timers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createAgentBreakers } from '../resilience/breaker/agent-breakers.ts';
import { createFailoverManager } from '../resilience/failover/failover-manager.ts';
import { referenceIn } from './prompt-reference.ts';
import { AgentWithoutModel, runAgent } from './run-agent.ts';

let time: Clock;
beforeEach(() => {
  // Never the queue of ticks: the test runner's own messages wait in it.
  const toFake = ['setTimeout', 'clearTimeout', 'Date', 'performance'] as const;
  time = install({ now: 1_000_000, toFake: [...toFake] });
});
afterEach(() => time.uninstall());

/** Agents whose questions are refused by every model if `refuses` says so of their reference. */
function prepare(
  refuses: (reference: string) => boolean,
  options: { readonly gracefulDegradation?: boolean } = {},
) {
  const log = createMemoryLog();
  const asked: string[] = [];
  const failover = createFailoverManager({
    log,
    options,
    async ask(_model, { prompt }) {
      asked.push(referenceIn(prompt));
      const refusal = Object.assign(new Error('refused'), { status: 400 });
      if (refuses(referenceIn(prompt))) throw refusal;
      return { text: 'done' };
    },
  });
  const breakers = createAgentBreakers({
    waitMs: 0,
    isFailure: (error) => error instanceof AgentWithoutModel,
  });
  const run = (agent: string, signal = new AbortController().signal) =>
    runAgent(
      { failover, breakers, log },
      {
        ...({ agent, role: 'coder', cluster: 'coders', signal } as const),
        ...{ reference: `idea/m1/${agent}/1`, prompt: 'code it' },
      },
    );
  return { run, breakers, asked, log };
}

test('U3: five failures open an agent’s own breaker; the others and their models go on', async () => {
  const { run, breakers, asked } = prepare((reference) => reference.includes('coder-2'));
  for (let round = 0; round < 5; round += 1) {
    expect(await run('coder-2')).toMatchObject({ source: 'template', degraded: true });
    expect(await run('coder-1')).toMatchObject({ source: 'model', fallback: false });
  }
  expect(breakers.status()).toMatchObject([
    { agent: 'coder-2', status: 'OPEN' },
    { agent: 'coder-1', status: 'CLOSED' },
  ]);
  const before = asked.length;
  expect(await run('coder-2')).toMatchObject({ source: 'template', degraded: true, attempts: [] });
  expect(asked).toHaveLength(before);
  expect(breakers.clusterStatus('coders')).toBe('MONITORING (1/5)');
});

test('U3: after 60 s a probe of the agent’s own is let through', async () => {
  let isDown = true;
  const { run } = prepare(() => isDown);
  for (let round = 0; round < 5; round += 1) await run('coder-1');
  isDown = false;
  await time.tickAsync(59_999);
  expect(await run('coder-1')).toMatchObject({ degraded: true });
  await time.tickAsync(1);
  expect(await run('coder-1')).toMatchObject({ source: 'model', degraded: false });
});

test('F4, F12: a stand-in behind an open breaker is flagged, raises an alert, and is told', async () => {
  const { run, log } = prepare(() => true);
  for (let round = 0; round < 6; round += 1) await run('coder-1');
  expect(log.events('alert')).toHaveLength(6);
  expect(log.events('alert').at(-1)).toMatchObject({ reason: expect.stringContaining('OPEN') });
  for (const told of log.events('agentResult')) expect(told).toMatchObject({ degraded: true });
});

test('F11: without graceful degradation there is no stand-in, behind a breaker or not', async () => {
  const { run } = prepare(() => true, { gracefulDegradation: false });
  for (let round = 0; round < 6; round += 1) {
    expect(await run('coder-1')).toMatchObject({ source: 'none', degraded: false });
  }
});

test('U3: a caller that leaves counts for nothing', async () => {
  const { run, breakers } = prepare(() => true);
  for (let round = 0; round < 9; round += 1) {
    const leaving = AbortSignal.abort(new Error('the pipeline stops'));
    await expect(run('coder-1', leaving)).rejects.toThrow('the pipeline stops');
  }
  expect(breakers.status()).toMatchObject([{ status: 'CLOSED' }]);
});
