import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { simulate } from '../../harness/engines/simulated/simulate.ts';
import { withBreaker } from './breaker/with-breaker.ts';
import { sleep } from './retry/sleep.ts';
import { withRetry } from './retry/with-retry.ts';
import { withTimeLimit } from './time-limit/with-time-limit.ts';

const answering = () =>
  void createServer((request, response) => {
    if (request.url === '/hang') return;
    response.end('ok');
  }).listen(80);

const answeringLate = () => void setTimeout(answering, 10_000);

test('F3, G30: on a simulated machine the breaker opens on refusals and closes after 60 s', async () => {
  const seen = await simulate(
    { web: {}, core: () => answeringLate() },
    { seed: 1 },
    async (world) => {
      world.start('core');
      const watching = world.on('web', async () => {
        const call = withBreaker(async () => (await fetch('http://core:80/')).text(), {
          failureThreshold: 3,
        });
        const statuses: string[] = [];
        const ask = async () => {
          await call().catch(() => undefined);
          statuses.push(call.breaker.status());
        };
        for (let n = 0; n < 4; n += 1) await ask();
        await sleep(30_000);
        await ask();
        await sleep(31_000);
        await ask();
        return statuses;
      });
      await world.runFor(70_000);
      return watching;
    },
  );
  expect(seen).toEqual(['MONITORING (1/3)', 'MONITORING (2/3)', 'OPEN', 'OPEN', 'OPEN', 'CLOSED']);
});

test('F1, F2, G30: time limits and waits run in virtual time', async () => {
  const seconds = await simulate(
    { web: {}, core: () => answering() },
    { seed: 1 },
    async (world) => {
      world.start('core');
      await world.runFor(100);
      const asking = world.on('web', async () => {
        const begunMs = performance.now();
        const hang = withTimeLimit(
          async ({ signal }) => (await fetch('http://core:80/hang', { signal })).text(),
          20_000,
        );
        const options = { maxRetries: 2, baseDelayMs: 1000, jitter: 0 };
        await withRetry(hang, options).catch(() => undefined);
        return Math.round((performance.now() - begunMs) / 1000);
      });
      await world.runFor(120_000);
      return asking;
    },
  );
  expect(seconds).toBe(20 + 1 + 20 + 2 + 20);
});
