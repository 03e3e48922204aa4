import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';

/**
 * Keeps the garbage collector from deciding anything inside of a life: undici, for one, cancels the
 * bodies of answers that were collected. Called once per process.
 */
export const installCollection = (): void => {
  const { prototype } = FinalizationRegistry;
  patch(prototype, 'register', (real) => {
    return function register(this: FinalizationRegistry<unknown>, ...args) {
      if (runningLife() === null) real.apply(this, args);
    };
  });
};
