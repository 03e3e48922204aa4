import type { NamedToxic } from '../core/toxic.ts';
import { ApiError } from './api-error.ts';
import {
  decodeProxy,
  decodeToxic,
  decodeToxicUpdate,
  type ProxyBody,
  requireField,
} from './decode.ts';
import { TcpProxy, type TcpProxyOptions } from './tcp-proxy.ts';

/** What all proxies of one server share. */
export type ProxyDefaults = Pick<TcpProxyOptions, 'transparent' | 'clock' | 'random'>;

/** All proxies of one server, by name: what the API's routes do. */
export class Collection {
  readonly #defaults: ProxyDefaults;
  readonly #proxies = new Map<string, TcpProxy>();

  constructor(defaults: ProxyDefaults) {
    this.#defaults = defaults;
  }

  all(): readonly TcpProxy[] {
    return [...this.#proxies.values()];
  }

  get(name: string): TcpProxy {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) throw new ApiError(404, 'proxy not found');
    return proxy;
  }

  async create(body: string): Promise<TcpProxy> {
    const input = decodeProxy(body);
    const proxy = this.#make(input);
    if (this.#proxies.has(proxy.name)) throw new ApiError(409, 'proxy already exists');
    if (input.enabled ?? true) await proxy.start();
    this.#proxies.set(proxy.name, proxy);
    return proxy;
  }

  /** Changed addresses close the connections; a failing start leaves the proxy disabled. */
  async update(name: string, body: string): Promise<TcpProxy> {
    const proxy = this.get(name);
    const input = decodeProxy(body);
    const listen = input.listen ?? proxy.listen;
    const upstream = input.upstream ?? proxy.upstream;
    const enabled = input.enabled ?? proxy.enabled;
    if (await proxy.differs(listen, upstream)) {
      await proxy.stop();
      proxy.listen = listen;
      proxy.upstream = upstream;
    }
    if (enabled && !proxy.enabled) await proxy.start();
    if (!enabled) await proxy.stop();
    return proxy;
  }

  async delete(name: string): Promise<void> {
    await this.get(name).stop();
    this.#proxies.delete(name);
  }

  /** Makes one proxy of a population; one with the same addresses is left alone. */
  async addOrReplace(input: ProxyBody): Promise<TcpProxy> {
    const proxy = this.#make(input);
    const existing = this.#proxies.get(proxy.name);
    if (existing !== undefined) {
      if (!(await existing.differs(proxy.listen, proxy.upstream))) return existing;
      await existing.stop();
    }
    if (input.enabled ?? true) await proxy.start();
    this.#proxies.set(proxy.name, proxy);
    return proxy;
  }

  /** Enables every proxy and removes all toxics; live connections stay. */
  async reset(): Promise<void> {
    for (const proxy of this.#proxies.values()) {
      if (!proxy.enabled) await proxy.start();
      for (const toxic of proxy.toxics) proxy.removeToxic(toxic);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map((proxy) => proxy.stop()));
    this.#proxies.clear();
  }

  toxic(proxyName: string, name: string): NamedToxic {
    const toxic = this.get(proxyName).toxics.find((one) => one.name === name);
    if (toxic === undefined) throw new ApiError(404, 'toxic not found');
    return toxic;
  }

  addToxic(proxyName: string, body: string): NamedToxic {
    const proxy = this.get(proxyName);
    const toxic = decodeToxic(body);
    if (proxy.toxics.some((one) => one.name === toxic.name)) {
      throw new ApiError(409, 'toxic already exists');
    }
    proxy.addToxic(toxic);
    return toxic;
  }

  updateToxic(proxyName: string, name: string, body: string): NamedToxic {
    const toxic = decodeToxicUpdate(this.toxic(proxyName, name), body);
    this.get(proxyName).updateToxic(toxic);
    return toxic;
  }

  removeToxic(proxyName: string, name: string): void {
    this.get(proxyName).removeToxic(this.toxic(proxyName, name));
  }

  #make(input: ProxyBody): TcpProxy {
    return new TcpProxy({
      ...this.#defaults,
      name: requireField(input, 'name'),
      upstream: requireField(input, 'upstream'),
      listen: input.listen ?? '',
      transparent: input.transparent ?? this.#defaults.transparent,
    });
  }
}
