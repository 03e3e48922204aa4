import { expect, it } from 'vitest';
import { createToxiproxyDriver } from '../tools/toxiproxy-driver.ts';
import { runProxy } from './proxy.ts';

it('serves the API on the port that it prints, until it is stopped', async () => {
  const stop = new AbortController();
  const printed = Promise.withResolvers<string>();
  const before = process.listenerCount('SIGINT');
  const print = printed.resolve;
  const host = '127.0.0.1';
  const running = runProxy({ host, port: 0, print, signal: stop.signal });
  const url = (await printed.promise).replace(/^.* at /, '');
  const driver = createToxiproxyDriver(url);
  expect(await driver.version()).toBe('2.12.0');
  const taken = runProxy({ host, port: Number(new URL(url).port) });
  await expect(taken).rejects.toThrow('is taken by a Toxiproxy 2.12.0');
  stop.abort();
  await running;
  await expect(driver.version()).rejects.toThrow('ECONNREFUSED');
  expect(process.listenerCount('SIGINT')).toBe(before);
});
