import type { SimulatedWorld } from '../world.ts';

/** How a name fails to resolve. */
export type NameFailure = 'ENOTFOUND' | 'EAI_AGAIN';

/** What a name resolves to. */
export type Resolved =
  | { readonly address: string }
  | { readonly failure: NameFailure; readonly afterMs?: number };

const isAddress = (name: string): boolean =>
  /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(':');

/** The names of a world: its hosts, `localhost`, and what faults make of them. */
export class Names {
  readonly #world: SimulatedWorld;
  readonly #failures = new Map<string, NameFailure>();
  readonly #aliases = new Map<string, string>();
  readonly #addresses = new Map<string, string>();
  readonly #troubles = new Map<string, ((resolved: Resolved) => Resolved)[]>();

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

  /** Gives an address a name. */
  point(name: string, address: string): void {
    this.#addresses.set(name, address);
  }

  /** Changes what a name resolves to until undone; the latest change has the last word. */
  trouble(name: string, change: (resolved: Resolved) => Resolved): () => void {
    this.#troubles.set(name, [...(this.#troubles.get(name) ?? []), change]);
    return () => {
      const rest = (this.#troubles.get(name) ?? []).filter((one) => one !== change);
      this.#troubles.set(name, rest);
    };
  }

  resolve(name: string): Resolved {
    return (this.#troubles.get(name) ?? []).reduce(
      (resolved, change) => change(resolved),
      this.#known(name),
    );
  }

  #known(name: string): Resolved {
    const failure = this.#failures.get(name);
    if (failure !== undefined) return { failure };
    if (name === 'localhost') return { address: '127.0.0.1' };
    if (isAddress(name)) return { address: name };
    const address = this.#addresses.get(name);
    if (address !== undefined) return { address };
    const host = this.#world.hosts.get(this.#aliases.get(name) ?? name);
    return host === undefined ? { failure: 'ENOTFOUND' } : { address: host.ip };
  }
}
