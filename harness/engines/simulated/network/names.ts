import type { SimulatedWorld } from '../world.ts';

/** How a name fails to resolve. */
export type NameFailure = 'ENOTFOUND' | 'EAI_AGAIN';

/** What a name resolves to. */
export type Resolved = { readonly address: string } | { readonly failure: NameFailure };

const isAddress = (name: string): boolean =>
  /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(':');

/** The names of a world: its hosts, `localhost`, and what faults make of them. */
export class Names {
  readonly #world: SimulatedWorld;
  readonly #failures = new Map<string, NameFailure>();
  readonly #aliases = new Map<string, string>();

  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  /** Lets a name fail until undone. */
  fail(name: string, failure: NameFailure): () => void {
    this.#failures.set(name, failure);
    return () => this.#failures.delete(name);
  }

  /** Gives a host one more name. */
  alias(name: string, hostName: string): void {
    this.#aliases.set(name, hostName);
  }

  resolve(name: string): Resolved {
    const failure = this.#failures.get(name);
    if (failure !== undefined) return { failure };
    if (name === 'localhost') return { address: '127.0.0.1' };
    if (isAddress(name)) return { address: name };
    const host = this.#world.hosts.get(this.#aliases.get(name) ?? name);
    return host === undefined ? { failure: 'ENOTFOUND' } : { address: host.ip };
  }
}
