import { type HeardAttempt, hearAttempts } from '../../live/preload/witness.ts';
import { runningLife } from '../kernel/running-life.ts';
import type { SimulatedWorld } from '../world.ts';

/** Takes attempts that never became a connection. */
export interface AttemptHearer {
  readonly headers: readonly string[];
  take(role: string, attempt: HeardAttempt): void;
}

const hearers = new WeakMap<SimulatedWorld, AttemptHearer>();
let subscribed = false;

const present = () => {
  const life = runningLife();
  const hearer = life === null ? undefined : hearers.get(life.world);
  return hearer && life ? { hearer, role: life.host.name } : undefined;
};

/** Hears what clients in a world say of attempts that no link has seen: which request it was. */
export const hearRefusals = (world: SimulatedWorld, hearer: AttemptHearer): void => {
  hearers.set(world, hearer);
  if (subscribed) return;
  subscribed = true;
  hearAttempts(
    () => present()?.hearer.headers ?? [],
    (attempt) => {
      const found = present();
      found?.hearer.take(found.role, attempt);
    },
  );
};
