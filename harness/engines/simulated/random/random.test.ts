import crypto, { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulate.ts';

const draw = () => ({
  number: Reflect.apply(Math.random, Math, []),
  uuid: randomUUID(),
  webUuid: globalThis.crypto.randomUUID(),
  bytes: randomBytes(8).toString('hex'),
  integer: crypto.randomInt(5, 10),
  filled: [...crypto.randomFillSync(new Uint8Array(4))],
  values: [...globalThis.crypto.getRandomValues(new Uint16Array(3))],
  moduleValues: [...crypto.getRandomValues(new Uint8Array(3))],
});

const drawn = (seed: number, host: string) =>
  simulate({ a: {}, b: {} }, { seed }, (world) => world.on(host, draw));

describe('randomness of a host', () => {
  it('follows from the seed and the host, in all its forms', async () => {
    const first = await drawn(1, 'a');
    expect(await drawn(1, 'a')).toEqual(first);
    for (const other of [await drawn(2, 'a'), await drawn(1, 'b')]) {
      for (const key of ['number', 'uuid', 'webUuid', 'bytes', 'filled', 'values'] as const) {
        expect(other[key]).not.toEqual(first[key]);
      }
    }
  });

  it('has the form that Node gives it', async () => {
    const { uuid, integer, bytes, number } = await drawn(7, 'a');
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([5, 6, 7, 8, 9]).toContain(integer);
    expect(bytes).toHaveLength(16);
    expect(number >= 0 && number < 1).toBe(true);
  });

  it('calls back later, as Node does', async () => {
    await simulate({ a: {} }, { seed: 1 }, (world) =>
      world.on('a', async () => {
        const seen: string[] = [];
        const called = new Promise<void>((resolve) => {
          randomBytes(4, (_error, buffer) => {
            seen.push(`bytes ${buffer.length}`);
            resolve();
          });
        });
        seen.push('returned');
        await called;
        expect(seen).toEqual(['returned', 'bytes 4']);
      }),
    );
  });

  it('is real outside of a life', () => {
    expect(draw()).not.toEqual(draw());
  });
});
