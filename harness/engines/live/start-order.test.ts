import { expect, test } from 'vitest';
import { startInOrder, startOrder } from './start-order.ts';

const link = (text: string) => {
  const [from = '', to = ''] = text.split('>');
  return { from, to };
};

test('each waits for what it calls; independent ones start at once', async () => {
  const links = ['client>web', 'web>core', 'core>prime', 'core>mcp', 'web>watch', 'watch>core'];
  const order = startOrder(['web', 'core', 'mcp', 'prime', 'watch'], links.map(link));
  const waves: string[][] = [];
  const running = new Map<string, () => void>();
  const done = startInOrder(order, {
    start: (role) => new Promise((resolve) => running.set(role, resolve)),
    failed: () => {},
  });
  while (waves.flat().length < 5) {
    await new Promise((resolve) => setImmediate(resolve));
    waves.push([...running.keys()].toSorted());
    for (const resolve of running.values()) resolve();
    running.clear();
  }
  await done;
  expect(waves).toEqual([['mcp', 'prime'], ['core'], ['watch'], ['web']]);
});

test('services that call each other start in the order of the links', () => {
  const order = startOrder(['a', 'b'], [link('a>b'), link('b>a')]);
  expect(order).toEqual(
    new Map([
      ['a', ['b']],
      ['b', []],
    ]),
  );
});

test('after a failure nothing more starts, and it rejects when the others have come to an end', async () => {
  const order = startOrder(['a', 'b', 'c'], [link('c>a')]);
  const started: string[] = [];
  let release = () => {};
  const done = startInOrder(order, {
    start: async (role) => {
      started.push(role);
      if (role === 'a') throw new Error('a fails');
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    },
    failed: () => release(),
  });
  await expect(done).rejects.toThrow('a fails');
  expect(started).toEqual(['a', 'b']);
});
