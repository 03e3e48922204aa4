import { expect, test } from 'vitest';
import type { Run, Stack } from '../../core/stack.ts';
import { tinyServices } from './fixture/tiny-engine.ts';
import { tinyStack } from './fixture/tiny-stack.ts';
import { offers } from './offers.ts';

const stackWith = (run: Run): Stack => {
  const { front, back } = tinyServices();
  const [client, inner] = tinyStack.links;
  if (!client || !inner) throw new Error('the tiny stack has two links');
  return {
    ...tinyStack,
    services: [front, { ...back, run }],
    links: [client, { ...inner, protocol: 'tcp' }],
  };
};

test('processes, links and volumes of its own are offered', () => {
  expect(offers(tinyStack, 'process', 'back')).toBe(true);
  expect(offers(tinyStack, 'tcp', 'front>back')).toBe(true);
  expect(offers(tinyStack, 'http', 'client>front')).toBe(true);
  expect(offers(tinyStack, 'file', 'data')).toBe(true);
});

test('what cannot be disturbed is refused with the reason', () => {
  const external = stackWith({ kind: 'external', url: 'http://127.0.0.1:1' });
  const image = stackWith({ kind: 'image', image: 'back:1' });
  const reasons = [
    offers(external, 'process', 'back'),
    offers(external, 'http', 'front>back'),
    offers(image, 'process', 'back'),
    offers(image, 'tcp', 'front>back'),
    offers(tinyStack, 'process', 'nobody'),
    offers(tinyStack, 'tcp', 'back>front'),
    offers(tinyStack, 'file', 'nowhere'),
  ].map((offer) => (offer === true ? 'offered' : offer.lacking));
  expect(reasons).toEqual([
    expect.stringContaining('not started by holdfast'),
    expect.stringContaining('does not speak HTTP'),
    expect.stringContaining('containers engine'),
    expect.stringContaining('containers engine'),
    expect.stringContaining('no service "nobody"'),
    expect.stringContaining('no link "back>front"'),
    expect.stringContaining('no volume "nowhere"'),
  ]);
  expect(offers(external, 'tcp', 'front>back')).toBe(true);
});
