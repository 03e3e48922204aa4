import { Toxiproxy } from 'toxiproxy-node-client';
import { z } from 'zod';
import { checkToxicAttributes, type NamedToxic } from '../core/toxic.ts';
import { toxiproxyFetch } from './toxiproxy-fetch.ts';

const toxicShape = z.object({
  name: z.string(),
  type: z.string(),
  stream: z.enum(['upstream', 'downstream']),
  toxicity: z.number(),
  attributes: z.record(z.string(), z.unknown()),
});
const proxyShape = z.object({
  name: z.string(),
  listen: z.string(),
  upstream: z.string(),
  enabled: z.boolean(),
  toxics: z.array(toxicShape),
});

/** A toxic as the server lists it. */
type ListedToxic = Readonly<z.output<typeof toxicShape>>;

/** A proxy as the server lists it, with the port that it really listens on. */
type ListedProxy = Readonly<z.output<typeof proxyShape>>;

/** The name and the two addresses (`host:port`) of a proxy to be made. */
interface NewProxy {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
}

/** All that the harness asks of a Toxiproxy server; every call ends within the time limit. */
export interface ToxiproxyDriver {
  createProxy(proxy: NewProxy): Promise<ListedProxy>;
  deleteProxy(name: string): Promise<void>;
  setEnabled(name: string, on: boolean): Promise<ListedProxy>;
  addToxic(proxy: string, toxic: NamedToxic): Promise<ListedToxic>;
  removeToxic(proxy: string, name: string): Promise<void>;
  toxics(proxy: string): Promise<readonly ListedToxic[]>;
  list(): Promise<readonly ListedProxy[]>;
  version(): Promise<string>;
}

/** Drives one server by its API's URL; errors keep the server's own text and status. */
export function createToxiproxyDriver(
  url: string,
  options: { readonly timeoutMs?: number } = {},
): ToxiproxyDriver {
  // A trailing slash would make every path start with two, which the server answers by redirect.
  const host = url.replace(/\/+$/, '');
  const client = new Toxiproxy(host);
  const api = client.getApi();
  // The client has no time limits and drops the error text; this one method makes all its requests.
  Object.assign(api, { doFetch: toxiproxyFetch(options.timeoutMs ?? 5_000) });
  const pathOf = (proxy: string) => `${host}/proxies/${encodeURIComponent(proxy)}`;
  const toxicsOf = (proxy: string) => `${pathOf(proxy)}/toxics`;
  return {
    createProxy: async (proxy) => {
      requireAddressable(proxy.name);
      const { name, listen, upstream } = await client.createProxy({ ...proxy, enabled: true });
      return { name, listen, upstream, enabled: true, toxics: [] };
    },
    deleteProxy: (name) => api.delete(pathOf(name)),
    setEnabled: async (name, enabled) => {
      return proxyShape.parse((await api.post(pathOf(name), { enabled })).data);
    },
    addToxic: async (proxy, toxic) => {
      const check = checkToxicAttributes(toxic.type, toxic.attributes);
      requireAddressable(toxic.name);
      if (!check.ok) throw new Error(`toxic ${toxic.name} is not sent: ${check.problem}`);
      const body = { toxicity: 1, ...toxic, attributes: check.attributes };
      return toxicShape.parse((await api.post(toxicsOf(proxy), body)).data);
    },
    removeToxic: (proxy, name) => {
      return api.delete(`${toxicsOf(proxy)}/${encodeURIComponent(name)}`);
    },
    toxics: async (proxy) => z.array(toxicShape).parse((await api.get(toxicsOf(proxy))).data),
    list: async () => {
      const { data } = await api.get(`${host}/proxies`);
      return Object.values(z.record(z.string(), proxyShape).parse(data));
    },
    version: async () => {
      // Read as text: the version route has its own content type.
      const text = await client.getVersion();
      return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
    },
  };
}

/** A name with a slash can be created, but no path leads to it: it could never be removed. */
function requireAddressable(name: string): void {
  if (name !== '' && !name.includes('/')) return;
  throw new Error(`"${name}" cannot name a proxy or toxic: use a name without "/"`);
}
