import { getEventListeners } from 'node:events';
import type { Holding, Life } from '../host/life.ts';
import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';

/** Fewer are not worth looking through. */
const FIRST_SWEEP = 64;

/**
 * The joined signals of one life. Node keeps each of them alive while somebody listens to it, and in
 * a life that has ended nobody takes that back.
 */
class JoinedSignals implements Holding {
  #signals: WeakRef<AbortSignal>[] = [];
  #sweepAt = FIRST_SWEEP;

  add(signal: AbortSignal): void {
    this.#signals.push(new WeakRef(signal));
    if (this.#signals.length < this.#sweepAt) return;
    this.#signals = this.#signals.filter((one) => one.deref() !== undefined);
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * this.#signals.length);
  }

  release(): void {
    for (const one of this.#signals) {
      const signal = one.deref();
      if (signal === undefined) continue;
      for (const listener of getEventListeners(signal, 'abort')) {
        // What Node lists are the listeners that were added.
        signal.removeEventListener('abort', listener as () => void);
      }
    }
    this.#signals = [];
  }
}

const signalsOf = (life: Life): JoinedSignals => {
  const known = life.singletons.get('joined signals');
  // Only this function puts something under that name.
  if (known !== undefined) return known as JoinedSignals;
  const made = new JoinedSignals();
  life.singletons.set('joined signals', made);
  life.holdings.add(made);
  return made;
};

/** Lets go of what `AbortSignal.any` made in a life when that ends; called once per process. */
export const installJoinedSignals = (): void => {
  patch(AbortSignal, 'any', (real) => (signals: AbortSignal[]): AbortSignal => {
    const joined = real.call(AbortSignal, signals);
    const life = runningLife();
    if (life !== null && !life.dead) signalsOf(life).add(joined);
    return joined;
  });
};
