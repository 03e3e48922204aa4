import crypto from 'node:crypto';
import { refusedCall } from '../host/install-refusals.ts';
import { runningLife } from '../kernel/running-life.ts';

type Call = (...args: unknown[]) => unknown;
type Callback = (error: unknown, ...results: unknown[]) => void;

/** Calls that Node does in its thread pool, with how the synchronous form's result is called back. */
const calls: Readonly<Record<string, (result: unknown) => readonly unknown[]>> = {
  pbkdf2: (key) => [key],
  scrypt: (key) => [key],
  hkdf: (key) => [key],
  generateKey: (key) => [key],
  generatePrime: (prime) => [prime],
  checkPrime: (isPrime) => [isPrime],
  sign: (signature) => [signature],
  verify: (valid) => [valid],
  diffieHellman: (secret) => [secret],
  generateKeyPair: (pair) => {
    const { publicKey, privateKey } = pair as { publicKey: unknown; privateKey: unknown };
    return [publicKey, privateKey];
  },
};

const attempt = (
  run: () => unknown,
  results: (result: unknown) => readonly unknown[],
): readonly unknown[] => {
  try {
    return [null, ...results(run())];
  } catch (error) {
    return [error];
  }
};

/** Web cryptography has no synchronous form: its answers come at a real time. */
const refuseSubtle = (): void => {
  const prototype: Record<string, Call> = Object.getPrototypeOf(globalThis.crypto.subtle);
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const real = prototype[name];
    if (name === 'constructor' || typeof real !== 'function') continue;
    prototype[name] = refusedCall(`crypto.subtle.${name}`, real) as Call;
  }
};

/** Does the thread pool's cryptography on the loop; called once per process. */
export const installCrypto = (): void => {
  // The module is looked at by name only.
  const module = crypto as unknown as Record<string, Call>;
  for (const [name, results] of Object.entries(calls)) {
    const real = module[name];
    if (real === undefined) continue;
    // Some are synchronous when they get no callback, and have no form with that ending.
    const sync = module[`${name}Sync`] ?? real;
    module[name] = (...args) => {
      const life = runningLife();
      const callback = args.at(-1);
      if (life === null || typeof callback !== 'function') return real(...args);
      const answer = attempt(() => sync(...args.slice(0, -1)), results);
      // Node checked what the callback is by calling it.
      life.world.kernel.after(0, life, () => (callback as Callback)(...(answer as [unknown])));
      return undefined;
    };
  }
  refuseSubtle();
};
