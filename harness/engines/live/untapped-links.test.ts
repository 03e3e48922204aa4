import { expect, test } from 'vitest';
import { topologyOf } from '../../core/stack.ts';
import { tinyStack } from './fixture/tiny-stack.ts';
import { countPorts, dealPorts } from './run-ports.ts';
import { endpointEnv } from './service-env.ts';

const portsFor = (stack: typeof tinyStack) =>
  dealPorts(
    stack,
    Array.from({ length: countPorts(stack) }, (_, at) => 20_000 + at),
  );

const portsTold = (stack: typeof tinyStack) =>
  Object.values(endpointEnv(stack.links, 'front', portsFor(stack))).map((url) =>
    Number(new URL(url).port),
  );

test('a caller is sent to the first tap of its link, or straight to the service of an untapped one', () => {
  const links = tinyStack.links.map((link) => ({ ...link, untapped: true as const }));
  const untapped = { ...tinyStack, links };
  const ports = portsFor(tinyStack);
  expect(portsTold(tinyStack)).toEqual([ports.links.get('front>back')?.tapA]);
  expect(portsTold(untapped)).toEqual([ports.services.get('back')?.[0]]);
});

test('no fault can be aimed at a link that is not tapped', () => {
  const links = tinyStack.links.map((link) =>
    link.to === 'back' ? { ...link, untapped: true as const } : link,
  );
  expect(topologyOf(tinyStack).links).toContain('front>back');
  expect(topologyOf({ ...tinyStack, links }).links).not.toContain('front>back');
});
