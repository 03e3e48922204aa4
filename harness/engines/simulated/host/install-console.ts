import { runningLife } from '../kernel/running-life.ts';

/** Sends what a life prints to its own output; called once per process. */
export const installConsole = (): void => {
  // The methods are looked at by name only; `Console` and other data stay as they are.
  const target = console as unknown as Record<string, unknown>;
  for (const name of Object.keys(target)) {
    const real = target[name];
    if (typeof real !== 'function' || name === 'Console') continue;
    target[name] = (...args: unknown[]): unknown => {
      const life = runningLife();
      if (life === null) return real.apply(console, args);
      const own = life.output.console as unknown as Record<string, unknown>;
      const method = own[name];
      return typeof method === 'function' ? method.apply(own, args) : undefined;
    };
  }
};
