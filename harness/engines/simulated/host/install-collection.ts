import { runningLife } from '../kernel/running-life.ts';

/**
 * Keeps the garbage collector from deciding anything inside of a life: undici, for one, cancels the
 * bodies of answers that were collected. Called once per process.
 */
export const installCollection = (): void => {
  const Real = FinalizationRegistry;
  class QuietRegistry<Value> extends Real<Value> {
    override register(target: WeakKey, value: Value, token?: WeakKey): void {
      if (runningLife() === null) super.register(target, value, token);
    }
  }
  Object.defineProperty(QuietRegistry, 'name', { value: 'FinalizationRegistry' });
  Object.assign(globalThis, { FinalizationRegistry: QuietRegistry });
};
