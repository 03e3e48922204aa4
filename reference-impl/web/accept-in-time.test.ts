import { install } from '@sinonjs/fake-timers';
import { expect, test } from 'vitest';
import { acceptInTime } from './accept-in-time.ts';
import { httpErrorOf } from './http-error.ts';

const message = { key: 'k', text: 'x' };

test('a disk that hangs ends as 503 that may be stored all the same', async () => {
  const time = install({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const hung = { accept: () => new Promise<{ id: string }>(() => undefined) };
    const accepting = acceptInTime(hung, message, 10_000).catch(httpErrorOf);
    await time.tickAsync(10_000);
    expect(await accepting).toEqual({
      status: 503,
      body: {
        error: {
          code: 'storageFailed',
          message: 'the queue file cannot be written: not durable after 10000 ms',
          uncertain: true,
        },
      },
    });
  } finally {
    time.uninstall();
  }
});

test('an acceptance in time, and a refusal, come through and leave no timer behind', async () => {
  const time = install({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const quick = { accept: async () => ({ id: 'k' }) };
    expect(await acceptInTime(quick, message, 10_000)).toEqual({ id: 'k' });
    const refusing = { accept: () => Promise.reject(new Error('no')) };
    await expect(acceptInTime(refusing, message, 10_000)).rejects.toThrow('no');
    expect(time.countTimers()).toBe(0);
  } finally {
    time.uninstall();
  }
});
