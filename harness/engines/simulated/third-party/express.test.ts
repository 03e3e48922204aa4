import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, runTwice, whenTold } from './run-twice.ts';

const app = join(import.meta.dirname, 'fixture/express-app.ts');

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`http://app${path}`, init);
  return `${response.status} ${await response.text()}`;
};

const echo = () =>
  ask('/echo', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  });

describe('an Express app', () => {
  it('notices that a request was cut by RST, and serves the next one', async () => {
    const run = await runTwice({ app, client: {} }, 1, async (world) => {
      world.start('app');
      await world.runUntil(() => world.output.length > 0);
      await world.on('client', async () => {
        const cut = connect(80, 'app');
        cut.write('POST /echo HTTP/1.1\r\nHost: app\r\nContent-Type: application/json\r\n');
        cut.write('Content-Length: 100\r\n\r\n{"a":');
        setTimeout(() => cut.resetAndDestroy(), 1000);
        await new Promise((resolve) => cut.once('close', resolve));
      });
      await world.on('client', async () => {
        console.log(await echo());
        console.log(await ask('/fails'));
      });
    });
    expect(whenTold(run, 'app', 'error request aborted')).toBeGreaterThanOrEqual(999);
    expect(whenTold(run, 'app', 'error request aborted')).toBeLessThan(1020);
    expect(linesOf(run, 'client')).toEqual(['200 {"got":{"a":1}}', '500 {"error":"of the route"}']);
  });

  it('answers what it has begun when it is told to stop, and then is gone', async () => {
    const run = await runTwice({ app, client: {} }, 2, async (world) => {
      world.start('app');
      await world.runUntil(() => world.output.length > 0);
      const inFlight = async () => {
        void ask('/slow').then((answer) => console.log(`slow ${answer}`));
      };
      await world.on('client', inFlight);
      await world.runFor(500);
      world.host('app').terminate();
      await world.runFor(500);
      await world.on('client', async () => {
        const error = await ask('/echo').catch((reason: Error) => reason.cause);
        console.log((error as NodeJS.ErrnoException).code);
      });
      await world.runFor(10_000);
    });
    expect(linesOf(run, 'client')).toEqual(['ECONNREFUSED', 'slow 200 {"slow":true}']);
    expect(linesOf(run, 'app')).toContain('slow closes, ended true');
    expect(run.ends[0]).toBe('app 0');
    const beganMs = whenTold(run, 'app', 'slow begins');
    const tookMs = whenTold(run, 'app', 'closed') - beganMs;
    expect(tookMs).toBeGreaterThanOrEqual(1999);
    expect(tookMs).toBeLessThan(2020);
  });

  it('sees that its caller died in the middle of an answer', async () => {
    const run = await runTwice({ app, client: {} }, 3, async (world) => {
      world.start('app');
      await world.runUntil(() => world.output.length > 0);
      await world.on('client', async () => void ask('/slow'));
      await world.runFor(700);
      world.host('client').kill();
      await world.runFor(5000);
    });
    expect(linesOf(run, 'app')).toContain('slow closes, ended false');
  });
});
