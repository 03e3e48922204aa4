import { AsyncResource } from 'node:async_hooks';
import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import type { Life } from '../host/life.ts';
import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';
import type { NameFailure } from './names.ts';

/** How long the resolver of a machine takes, about. */
const LOOKUP_MS = 0.5;

const codes: Readonly<Record<NameFailure, number>> = { ENOTFOUND: -3008, EAI_AGAIN: -3001 };

const lookupError = (name: string, code: NameFailure): Error =>
  Object.assign(new Error(`getaddrinfo ${code} ${name}`), {
    errno: codes[code],
    code,
    syscall: 'getaddrinfo',
    hostname: name,
  });

interface LookupOptions {
  readonly all?: boolean;
  readonly family?: number | string;
}

type LookupCallback = (error: Error | null, ...found: unknown[]) => void;

const optionsOf = (given: unknown): LookupOptions => {
  if (typeof given === 'number') return { family: given };
  return typeof given === 'object' && given !== null ? given : {};
};

const lookup = (life: Life, name: string, options: LookupOptions, done: LookupCallback): void => {
  const { kernel, network } = life.world;
  kernel.after(life.rng.next() * LOOKUP_MS, life, () => {
    const found = network.names.resolve(name);
    if ('failure' in found) {
      const fail = () => done(lookupError(name, found.failure));
      if (found.afterMs === undefined) fail();
      else kernel.after(found.afterMs, life, fail);
      return;
    }
    const family = found.address.includes(':') ? 6 : 4;
    const wanted = Number(String(options.family ?? 0).replace('IPv', ''));
    if (wanted !== 0 && wanted !== family) done(lookupError(name, 'ENOTFOUND'));
    else if (options.all) done(null, [{ address: found.address, family }]);
    else done(null, found.address, family);
  });
};

type Call = (...args: unknown[]) => unknown;

/** Resolves names from the world's hosts; called once per process. */
export const installNames = (): void => {
  // The modules' many overloads are one function with optional options.
  const callbacks = dns as unknown as { lookup: Call };
  patch(callbacks, 'lookup', (real) => (name, ...rest) => {
    const life = runningLife();
    if (life === null) return real(name, ...rest);
    const done = rest.at(-1) as LookupCallback;
    const options = optionsOf(rest.length > 1 ? rest[0] : undefined);
    lookup(life, String(name), options, AsyncResource.bind(done));
    return {};
  });
  const promised = dnsPromises as unknown as { lookup: Call };
  patch(promised, 'lookup', (real) => (name, given) => {
    const life = runningLife();
    if (life === null) return real(name, given);
    const options = optionsOf(given);
    return new Promise((resolve, reject) => {
      lookup(life, String(name), options, (error, found, family) => {
        if (error !== null) reject(error);
        else resolve(options.all ? found : { address: found, family });
      });
    });
  });
};
