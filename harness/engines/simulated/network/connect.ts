import type { Host } from '../host/host.ts';
import type { Owner } from '../kernel/owner.ts';
import type { ScheduledEvent } from '../kernel/scheduled-event.ts';
import { type Address, Endpoint } from './endpoint.ts';
import { errno } from './errno.ts';
import type { Forward } from './forward.ts';
import type { Network } from './network.ts';
import type { ServerHandle } from './server-handle.ts';
import type { TcpHandle } from './tcp-handle.ts';

/** What a process asks its kernel for when it connects. */
export interface ConnectOptions {
  readonly handle: TcpHandle;
  readonly to: { readonly address: string; readonly port: number };
  readonly localPort: number | undefined;
  /** Runs inside the caller's life, with 0 or an error number. */
  readonly onConnected: (status: number) => void;
}

/** Linux sends a SYN again after 1, 2, 4 … s and gives up after six of those, at 127 s. */
const SYN_RETRY_FIRST_MS = 1000;
const SYN_GIVE_UP_MS = 127_000;
/** How long address resolution tries before a machine that does not exist is given up. */
const NO_HOST_MS = 3060;

const familyOf = (address: string): 'IPv4' | 'IPv6' => (address.includes(':') ? 'IPv6' : 'IPv4');

const isOwn = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** One attempt to connect, from the first packet to its answer. */
class Connecting {
  readonly #network: Network;
  readonly #options: ConnectOptions;
  readonly #owner: Owner;
  readonly #from: Host;
  readonly #to: Host;
  readonly #forward: Forward | undefined;
  readonly #local: Address;
  readonly #remote: Address;
  readonly #beganMs: number;
  #retryMs = SYN_RETRY_FIRST_MS;
  #event: ScheduledEvent | undefined;
  #expectedBy: ServerHandle | undefined;
  #over = false;

  constructor(network: Network, options: ConnectOptions, to: Host) {
    const { address, port } = options.to;
    this.#network = network;
    this.#options = options;
    this.#owner = network.machinery();
    this.#from = options.handle.life.host;
    this.#to = to;
    this.#forward = network.forwardOf(options.to);
    const ip = isOwn(address) ? address : this.#from.ip;
    const localPort = options.localPort || network.freePort(this.#from);
    this.#local = { address: ip, port: localPort, family: familyOf(ip) };
    this.#remote = { address, port, family: familyOf(address) };
    this.#beganMs = network.world.nowMs;
  }

  sendSyn(): void {
    const { conditions } = this.#network;
    if (conditions.losesAttempt(this.#from, this.#to)) this.#sendAgain();
    else this.#later(this.#from, this.#to, () => this.#arrive());
  }

  giveUp(): void {
    this.#over = true;
    this.#expectedBy?.abandon();
    this.#expectedBy = undefined;
    this.#network.world.kernel.cancel(this.#event);
  }

  #arrive(): void {
    const { conditions } = this.#network;
    const listener = this.#listener();
    this.#network.saw({ what: 'syn', from: this.#local, to: this.#remote }, this.#to);
    // A full queue drops the packet without a word; an answer may be lost as well.
    if (listener?.isFull || conditions.losesAttempt(this.#to, this.#from)) {
      this.#sendAgain();
    } else if (listener === undefined || conditions.isRefused(this.#from, this.#to)) {
      this.#later(this.#to, this.#from, () => {
        this.#network.saw({ what: 'refused', from: this.#local, to: this.#remote }, this.#from);
        this.#forward?.refused?.(this.#from);
        this.#answer(errno.ECONNREFUSED);
      });
    } else {
      this.#establish(listener);
    }
  }

  #listener(): ServerHandle | undefined {
    const forward = this.#forward;
    if (forward === undefined) return this.#network.listenerAt(this.#to, this.#options.to);
    if (forward.isOpen?.() === false) return undefined;
    const { address } = this.#options.to;
    return this.#network.listenerAt(this.#to, { address, port: forward.port });
  }

  #establish(listener: ServerHandle): void {
    const network = this.#network;
    const [local, remote] = [this.#local, this.#remote];
    const seen = (address: Address): Address =>
      listener.address.family === 'IPv6' && address.family === 'IPv4'
        ? { ...address, address: `::ffff:${address.address}`, family: 'IPv6' }
        : address;
    const [from, to] = [this.#from, this.#to];
    const near = new Endpoint({ network, host: from, remoteHost: to, local, remote });
    const far = new Endpoint({
      network,
      host: to,
      remoteHost: from,
      local: seen(remote),
      remote: seen(local),
    });
    near.peer = far;
    far.peer = near;
    const taps = this.#forward?.tap?.();
    near.tap = taps?.caller;
    far.tap = taps?.service;
    listener.expect();
    this.#expectedBy = listener;
    this.#later(to, from, () => {
      network.saw({ what: 'established', from: local, to: remote }, from);
      this.#options.handle.attach(near);
      this.#expectedBy = undefined;
      const offerMs = network.conditions.latencyMs(from, to);
      network.world.kernel.after(offerMs, this.#owner, () => {
        // The listener may have gone while the connection was being made.
        if (this.#listener() === listener) listener.offer(far);
        else far.reset();
      });
      this.#answer(0);
    });
  }

  #sendAgain(): void {
    const { kernel } = this.#network.world;
    const waitMs = Math.min(this.#retryMs, this.#beganMs + SYN_GIVE_UP_MS - kernel.nowMs);
    this.#retryMs *= 2;
    this.#event = kernel.after(Math.max(0, waitMs), this.#owner, () => {
      if (kernel.nowMs - this.#beganMs >= SYN_GIVE_UP_MS) this.#answer(errno.ETIMEDOUT);
      else this.sendSyn();
    });
  }

  #later(from: Host, to: Host, run: () => void): void {
    const { world, conditions } = this.#network;
    this.#event = world.kernel.after(conditions.latencyMs(from, to), this.#owner, () => {
      if (!this.#over) run();
    });
  }

  #answer(status: number): void {
    if (this.#over) return;
    this.#over = true;
    const { handle, onConnected } = this.#options;
    this.#network.world.kernel.perform(handle.life, () => onConnected(status));
  }
}

/** Begins to connect; returns how to give up. */
export const startConnect = (network: Network, options: ConnectOptions): (() => void) => {
  const { life } = options.handle;
  const { kernel } = network.world;
  const forward = network.forwardOf(options.to);
  const to = forward?.host ?? network.hostAt(options.to.address, life.host);
  if (to === undefined) {
    const fail = () => options.onConnected(errno.EHOSTUNREACH);
    const event = kernel.after(NO_HOST_MS, life, fail);
    return () => kernel.cancel(event);
  }
  const connecting = new Connecting(network, options, to);
  connecting.sendSyn();
  return () => connecting.giveUp();
};
