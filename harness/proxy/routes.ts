import type { NamedToxic } from '../core/toxic.ts';
import { ApiError, errorText } from './api-error.ts';
import type { Collection } from './collection.ts';
import { decodePopulation } from './decode.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** What the API answers: an object is sent as JSON, a text as it is. */
export interface ApiAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
}

/** A route for one path: its methods, each with what it does. */
export type Methods = Readonly<Record<string, (body: string) => ApiAnswer | Promise<ApiAnswer>>>;

const empty: ApiAnswer = { status: 204 };

/** Finds what a path offers; undefined when there is no such path. */
export function routeOf(proxies: Collection, segments: readonly string[]): Methods | undefined {
  const [first, proxy, kind, toxic, ...rest] = segments;
  if (rest.length > 0) return undefined;
  if (first === 'proxies' && proxy === undefined) return listRoutes(proxies);
  if (first === 'proxies' && proxy && kind === undefined) return proxyRoutes(proxies, proxy);
  if (first === 'proxies' && proxy && kind === 'toxics') {
    return toxic === undefined
      ? toxicListRoutes(proxies, proxy)
      : toxicRoutes(proxies, { proxy, toxic });
  }
  if (segments.length > 1) return undefined;
  if (first === 'populate') return { POST: (body) => populate(proxies, body) };
  if (first === 'reset') return { POST: async () => proxies.reset().then(() => empty) };
  return undefined;
}

function listRoutes(proxies: Collection): Methods {
  return {
    GET: () => {
      const all = proxies.all().toSorted((one, other) => (one.name < other.name ? -1 : 1));
      return ok(Object.fromEntries(all.map((proxy) => [proxy.name, showProxy(proxy)])));
    },
    POST: async (body) => ({ status: 201, json: showProxy(await proxies.create(body)) }),
  };
}

function proxyRoutes(proxies: Collection, name: string): Methods {
  const update = async (body: string) => ok(showProxy(await proxies.update(name, body)));
  return {
    GET: () => ok(showProxy(proxies.get(name))),
    POST: update,
    PATCH: update,
    DELETE: () => proxies.delete(name).then(() => empty),
  };
}

function toxicListRoutes(proxies: Collection, name: string): Methods {
  return {
    GET: () => ok(proxies.get(name).toxics.map(showToxic)),
    POST: (body) => ok(showToxic(proxies.addToxic(name, body))),
  };
}

function toxicRoutes(proxies: Collection, names: { proxy: string; toxic: string }): Methods {
  const { proxy, toxic } = names;
  const update = (body: string) => ok(showToxic(proxies.updateToxic(proxy, toxic, body)));
  return {
    GET: () => ok(showToxic(proxies.toxic(proxy, toxic))),
    POST: update,
    PATCH: update,
    DELETE: () => {
      proxies.removeToxic(proxy, toxic);
      return empty;
    },
  };
}

/** The only route whose errors are JSON: they also tell what was made before the error. */
async function populate(proxies: Collection, body: string): Promise<ApiAnswer> {
  const made: unknown[] = [];
  // As in Go, a list that nothing was appended to is written as null.
  const list = () => (made.length === 0 ? null : made);
  try {
    for (const input of decodePopulation(body)) {
      made.push(showProxy(await proxies.addOrReplace(input)));
    }
    return { status: 201, json: { proxies: list() } };
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 500;
    return { status, json: { error: errorText(error), status, proxies: list() } };
  }
}

function ok(json: unknown): ApiAnswer {
  return { status: 200, json };
}

function showProxy(proxy: TcpProxy): unknown {
  const { name, listen, upstream, enabled, toxics } = proxy;
  // The real server shows this stray field too; clients may compare whole answers.
  return { name, listen, upstream, enabled, Logger: {}, toxics: toxics.map(showToxic) };
}

function showToxic({ attributes, name, type, stream, toxicity = 1 }: NamedToxic): unknown {
  return { attributes, name, type, stream, toxicity };
}
