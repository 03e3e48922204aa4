import type { Life } from '../host/life.ts';
import { runningLife } from '../kernel/running-life.ts';

type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

/**
 * Runs a task in another life and gives its result back in an event of the one that asked: code of
 * two lives never runs in one event. Rejects when the other life ends before.
 */
export const callInLife = <Result>(
  life: Life,
  task: () => Result | Promise<Result>,
): Promise<Result> => {
  const asker = runningLife();
  if (asker === null) throw new Error('callInLife: nobody asks; call it from a life');
  const { kernel } = life.world;
  return new Promise((resolve, reject) => {
    let over = false;
    const settle = (settled: Settled<Result>) => {
      if (over) return;
      over = true;
      life.holdings.delete(holding);
      kernel.after(0, asker, () => {
        if ('error' in settled) reject(settled.error);
        else resolve(settled.value);
      });
    };
    const died = () => settle({ error: new Error(`${life.host.name} has ended`) });
    const holding = { release: died };
    if (life.dead) {
      died();
      return;
    }
    life.holdings.add(holding);
    kernel.after(0, life, () => {
      Promise.resolve()
        .then(task)
        .then(
          (value) => settle({ value }),
          (error: unknown) => settle({ error }),
        );
    });
  });
};
