import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, runTwice, whenTold } from './run-twice.ts';

const app = join(import.meta.dirname, 'fixture/fastify-app.ts');

const post = async (body: string) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('http://app/greet', { method: 'POST', headers, body });
  return `${response.status} ${await response.text()}`;
};

const slow = async (signal: AbortSignal | null = null) => {
  const response = await fetch('http://app/slow', { signal });
  return `${response.status} ${await response.text()}`;
};

describe('a Fastify app', () => {
  it('answers late after it was stopped for a while, and checks what it is given', async () => {
    const run = await runTwice({ app, client: {} }, 1, async (world) => {
      world.start('app');
      await world.runUntil(() => world.output.length > 0);
      await world.on('client', async () => void post('{"name":"you"}').then(console.log));
      world.host('app').pause();
      await world.runFor(5000);
      world.host('app').resume();
      await world.runFor(100);
      await world.on('client', async () => console.log((await post('{}')).slice(0, 3)));
    });
    expect(linesOf(run, 'client')).toEqual(['200 {"hello":"you"}', '400']);
    expect(whenTold(run, 'client', '200')).toBeGreaterThanOrEqual(5000);
    expect(whenTold(run, 'client', '200')).toBeLessThan(5060);
  });

  it('hears that a caller gave up, and closes when the last answer is out', async () => {
    const run = await runTwice({ app, client: {} }, 2, async (world) => {
      world.start('app');
      await world.runUntil(() => world.output.length > 0);
      await world.on('client', async () => {
        void slow().then(console.log);
        await slow(AbortSignal.timeout(300)).catch((error: Error) => console.log(error.name));
      });
      world.host('app').terminate();
      await world.runFor(10_000);
    });
    expect(linesOf(run, 'client')).toEqual(['TimeoutError', '200 {"slow":true}']);
    expect(linesOf(run, 'app')).toContain('aborted /slow');
    expect(run.ends[0]).toBe('app 0');
    expect(whenTold(run, 'app', 'closed')).toBeLessThan(2400);
  });
});
