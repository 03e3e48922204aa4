import { describe, expect, it } from 'vitest';
import { runningLife } from '../kernel/running-life.ts';
import { simulate } from '../simulate.ts';
import { callInLife } from './call-in-life.ts';

const nameOfRunning = () => runningLife()?.host.name;

const between = <Result>(
  body: (callee: () => NonNullable<ReturnType<typeof runningLife>>) => Promise<Result>,
) =>
  simulate({ asker: {}, callee: {} }, { seed: 1 }, async (world) => {
    world.start();
    await world.runFor(1);
    return world.on('asker', () =>
      body(() => {
        const { life } = world.host('callee');
        if (life === undefined) throw new Error('the callee has no life');
        return life;
      }),
    );
  });

describe('a call into another life', () => {
  it('runs there, also after it has waited, and comes back to the life that asked', async () => {
    const names = await between(async (callee) => {
      const there = await callInLife(callee(), async () => {
        const before = nameOfRunning();
        await new Promise((resolve) => setTimeout(resolve, 50));
        return [before, nameOfRunning()];
      });
      return [...there, nameOfRunning()];
    });
    expect(names).toEqual(['callee', 'callee', 'asker']);
  });

  it('brings an error back to the life that asked', async () => {
    const told = await between(async (callee) => {
      try {
        return await callInLife(callee(), () => Promise.reject(new Error('no')));
      } catch (error) {
        return [String(error), nameOfRunning()];
      }
    });
    expect(told).toEqual(['Error: no', 'asker']);
  });

  it('is refused when the other life has ended, or ends meanwhile', async () => {
    const told = await between(async (callee) => {
      const life = callee();
      const waiting = callInLife(life, () => new Promise<void>(() => {}));
      setTimeout(() => life.signal('SIGKILL'), 10);
      const first = await waiting.catch(String);
      return [first, await callInLife(life, () => {}).catch(String), life.holdings.size];
    });
    expect(told).toEqual(['Error: callee has ended', 'Error: callee has ended', 0]);
  });

  it('leaves nothing in the other life when it is over', async () => {
    const held = await between(async (callee) => {
      const before = callee().holdings.size;
      await callInLife(callee(), () => 1);
      return callee().holdings.size - before;
    });
    expect(held).toBe(0);
  });
});
