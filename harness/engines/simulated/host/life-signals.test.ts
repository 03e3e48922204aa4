import { expect, it } from 'vitest';
import { simulate } from '../simulate.ts';

const busy = (hears: boolean) => () => {
  if (hears) process.on('SIGTERM', () => process.exit(4));
  const began = performance.now();
  while (performance.now() - began < 2_000);
};

it('a signal ends a busy life at once, but a handler has to wait for the loop', () =>
  simulate({ plain: busy(false), polite: busy(true) }, { seed: 1 }, async (world) => {
    world.start();
    await world.runFor(100);
    for (const name of ['plain', 'polite']) world.host(name).terminate();
    await world.runFor(10);
    const exits = () => world.notices.filter(({ what }) => what === 'exited');
    expect(exits()).toMatchObject([{ host: 'plain', signal: 'SIGTERM', code: null }]);
    await world.runFor(2_000);
    expect(exits()[1]).toMatchObject({ host: 'polite', signal: null, code: 4 });
    expect(exits()[1]?.atMs).toBeGreaterThanOrEqual(2_000);
  }));

it('a signal without a handler ends a paused life when it is resumed, not before', () =>
  simulate({ a: () => setInterval(() => {}, 10) }, { seed: 1 }, async (world) => {
    world.start();
    await world.runFor(5);
    world.host('a').pause();
    world.host('a').terminate();
    await world.runFor(1_000);
    expect(world.host('a').alive).toBe(true);
    world.host('a').resume();
    expect(world.notices.at(-1)).toMatchObject({ what: 'exited', signal: 'SIGTERM' });
  }));
