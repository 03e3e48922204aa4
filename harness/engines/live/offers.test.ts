import { expect, test } from 'vitest';
import type { Fault } from '../../core/fault.ts';
import type { Run, Stack } from '../../core/stack.ts';
import { powerLoss } from '../../faults/power-loss.ts';
import { lackingPort } from '../../plan-scenario.ts';
import { offers as simulatedOffers } from '../simulated/engine/offers.ts';
import tiny from './fixture/tiny.scenario.ts';
import { tinyServices } from './fixture/tiny-engine.ts';
import { tinyStack } from './fixture/tiny-stack.ts';
import { whyLacking } from './lacking-ports.ts';
import { createLiveEngine } from './live-engine.ts';
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

test('what takes a simulation is lacking, each with its reason', () => {
  const targets = { disk: 'data', network: 'front>back', dns: 'front>back' } as const;
  const ports = ['inside', 'disk', 'power', 'clock', 'network', 'dns'] as const;
  expect(Object.keys(whyLacking).toSorted()).toEqual(ports.toSorted());
  for (const port of ports) {
    const target = port in targets ? targets[port as keyof typeof targets] : 'back';
    expect(offers(tinyStack, port, target)).toEqual({ lacking: whyLacking[port] });
    expect(simulatedOffers(tinyStack, port, target)).toBe(true);
    expect(simulatedOffers(tinyStack, port, 'nobody')).toEqual({
      lacking: expect.stringContaining('nobody'),
    });
  }
});

test('a plan that needs such a port is not run live, and says why', () => {
  const engine = createLiveEngine({ projectRoot: '.', allowHosts: [] });
  const { workload } = tiny;
  const step = {
    id: 1,
    kind: 'powerLoss',
    target: 'back',
    params: {},
    when: { atMs: 0 },
    heal: 'never' as const,
  };
  const plan = { schema: 1 as const, scenario: 'tiny', seed: 1, workload, steps: [step] };
  expect(lackingPort(engine, tiny, plan, new Map([['powerLoss', powerLoss as Fault]]))).toBe(
    `powerLoss on back: ${whyLacking.power}`,
  );
});
