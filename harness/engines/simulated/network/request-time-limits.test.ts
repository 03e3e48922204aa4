import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulate.ts';

/** What a client reads that sends a text and then waits, and at which second its socket closes. */
const answerTo = (sent: string, more: { readonly text: string; readonly afterMs: number }) =>
  simulate({ server: serve, client: {} }, { seed: 1 }, (world) => {
    world.start('server');
    return world.on('client', async () => {
      const socket = connect(80, 'server');
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.write(sent);
      setTimeout(() => socket.write(more.text), more.afterMs).unref();
      await new Promise((resolve) => socket.once('close', resolve));
      return [text.split('\r\n')[0], Math.round(performance.now() / 1000)];
    });
  });

const serve = () =>
  createServer(
    { headersTimeout: 40_000, requestTimeout: 100_000, keepAliveTimeout: 95_000 },
    (request, response) => request.resume().on('end', () => response.end()),
  ).listen(80);

const nothing = { text: '', afterMs: 200_000 };

describe('the time limits of an HTTP server, which it looks at every 30 s', () => {
  it('end a connection that sends no whole head', async () => {
    expect(await answerTo('GET / HT', nothing)).toEqual(['HTTP/1.1 408 Request Timeout', 60]);
    expect(await answerTo('', nothing)).toEqual(['HTTP/1.1 408 Request Timeout', 60]);
  });

  it('end a request whose body does not come, by the longer limit', async () => {
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';
    expect(await answerTo(head, nothing)).toEqual(['HTTP/1.1 408 Request Timeout', 120]);
  });

  it('leave a request alone that is slow but in time', async () => {
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';
    const [status] = await answerTo(head, { text: 'hello', afterMs: 80_000 });
    expect(status).toBe('HTTP/1.1 200 OK');
  });

  it('count from the beginning of each request of a connection', async () => {
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';
    const answers = await simulate({ server: serve, client: {} }, { seed: 1 }, (world) => {
      world.start('server');
      return world.on('client', async () => {
        const socket = connect(80, 'server');
        const statuses: string[] = [];
        socket.on('data', (chunk) => statuses.push(String(chunk).slice(9, 12)));
        // The second request is whole 55 s after it began, in the connection's 135th second.
        for (const [text, pauseMs] of [
          [`${head}hello`, 80_000],
          [head, 55_000],
          ['hello', 500],
        ] as const) {
          socket.write(text);
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
        socket.destroy();
        return statuses;
      });
    });
    expect(answers).toEqual(['200', '200']);
  });
});
