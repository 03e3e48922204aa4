import { crc32 } from 'node:zlib';
import type { Host } from '../host/host.ts';
import type { Owner } from '../kernel/owner.ts';
import type { SimulatedWorld } from '../world.ts';
import { Conditions } from './conditions.ts';
import { type ConnectOptions, startConnect } from './connect.ts';
import type { Address } from './endpoint.ts';
import type { Forward } from './forward.ts';
import { Names } from './names.ts';
import type { ServerHandle } from './server-handle.ts';

/** What a packet was, as both machines' kernels know it. */
export type NetworkEvent =
  | {
      readonly what: 'syn' | 'refused' | 'established';
      readonly from: Address;
      readonly to: Address;
    }
  | { readonly what: 'fin' | 'rst'; readonly from: Address; readonly to: Address }
  | {
      readonly what: 'bytes';
      readonly from: Address;
      readonly to: Address;
      readonly bytes: Buffer;
    };

/** Takes what arrived at a host; must not change anything. */
export type NetworkObserver = (event: NetworkEvent, at: Host) => void;

const PORTS_FIRST = 32_768;
const PORTS_LAST = 60_999;
/** Handles are asked for an async id; ours are far from those that Node gives itself. */
const ASYNC_ID_FIRST = 2 ** 40;

const isLoopback = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || address === '0.0.0.0' || address === '::';

/** The network between all hosts: who listens where, which paths are open, which names are known. */
export class Network {
  readonly world: SimulatedWorld;
  readonly conditions: Conditions;
  readonly names: Names;
  /** Loopback ports that lead to another host. */
  readonly forwards = new Map<number, Forward>();
  readonly #listeners = new Map<string, ServerHandle[]>();
  readonly #observers = new Set<NetworkObserver>();
  readonly #nextPort = new Map<string, number>();
  #lanes = 0;
  #asyncIds = ASYNC_ID_FIRST;

  constructor(world: SimulatedWorld) {
    this.world = world;
    this.conditions = new Conditions(world.rng.fork('latency'));
    this.names = new Names(world);
  }

  /** Calls back for everything that arrives anywhere; returns how to stop. */
  observe(observer: NetworkObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  saw(event: NetworkEvent, at: Host): void {
    const { from, to, what } = event;
    const noted = [what, from.address, from.port, '>', to.address, to.port];
    if (event.what === 'bytes') noted.push(event.bytes.length, crc32(event.bytes));
    this.world.kernel.note(at.name, noted);
    for (const observer of this.#observers) observer(event, at);
  }

  /** Connects a handle; returns how to give up. */
  connect(options: ConnectOptions): () => void {
    return startConnect(this, options);
  }

  /** The host that an address means to a caller. */
  hostAt(address: string, caller: Host): Host | undefined {
    if (isLoopback(address)) return caller;
    for (const host of this.world.hosts.values()) if (host.ip === address) return host;
    return undefined;
  }

  /** Where a connection leads when its port is forwarded. */
  forwardOf(to: { readonly address: string; readonly port: number }): Forward | undefined {
    return isLoopback(to.address) ? this.forwards.get(to.port) : undefined;
  }

  listenerAt(host: Host, to: { readonly address: string; readonly port: number }) {
    const found = this.#listeners.get(`${host.name}:${to.port}`) ?? [];
    return found.find((handle) => handle.takes(to.address));
  }

  /** Takes a port of the handle's host; false when it is taken. */
  listen(handle: ServerHandle): boolean {
    const { host } = handle.life;
    const { address, port } = handle.address;
    const key = `${host.name}:${port}`;
    const others = this.#listeners.get(key) ?? [];
    const wide = (bound: string) => bound === '0.0.0.0' || bound === '::';
    const collides = (other: ServerHandle) =>
      wide(address) || other.takes(address) || wide(other.address.address);
    if (handle.life.dead || others.some(collides)) return false;
    this.#listeners.set(key, [...others, handle]);
    handle.life.holdings.add(handle);
    this.world.kernel.note(host.name, `listen ${address}:${port}`);
    return true;
  }

  unlisten(handle: ServerHandle): void {
    const { host } = handle.life;
    const { port } = handle.address;
    const key = `${host.name}:${port}`;
    const rest = (this.#listeners.get(key) ?? []).filter((other) => other !== handle);
    if (rest.length === 0) this.#listeners.delete(key);
    else this.#listeners.set(key, rest);
  }

  /** A port of a host that nobody listens on. */
  freePort(host: Host): number {
    for (let tries = PORTS_FIRST; tries <= PORTS_LAST; tries++) {
      const port = this.#nextPort.get(host.name) ?? PORTS_FIRST;
      this.#nextPort.set(host.name, port === PORTS_LAST ? PORTS_FIRST : port + 1);
      if (!this.#listeners.has(`${host.name}:${port}`)) return port;
    }
    throw new Error(`${host.name} has no free port left`);
  }

  /** An owner for machinery of its own order. */
  machinery(): Owner {
    return { lane: this.nextLane(), runner: null };
  }

  nextLane(): number {
    this.#lanes += 1;
    return this.#lanes;
  }

  asyncId(): number {
    this.#asyncIds += 1;
    return this.#asyncIds;
  }
}
