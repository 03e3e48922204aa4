/** A request that is plain enough to be sent without web streams. */
export interface RequestParts {
  readonly url: URL;
  readonly method: string;
  /** Names and values in turn, in the order in which the built-in `fetch` sends them. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | null;
  readonly signal: AbortSignal | undefined;
}

const plainInit = new Set(['method', 'headers', 'body', 'signal']);
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const value = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
/** Headers that the built-in looks at itself. */
const special = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'expect',
  'te',
]);

const always = [
  ['accept', '*/*'],
  ['accept-language', '*'],
  ['sec-fetch-mode', 'cors'],
  ['user-agent', 'node'],
  ['accept-encoding', 'gzip, deflate'],
] as const;

const pairsOf = (given: unknown): readonly (readonly [string, string])[] | undefined => {
  if (given === undefined) return [];
  if (typeof given !== 'object' || given === null || Symbol.iterator in given) return undefined;
  const pairs = Object.entries(given as Readonly<Record<string, unknown>>);
  const plain = pairs.every(
    ([name, text]) =>
      token.test(name) &&
      !special.has(name.toLowerCase()) &&
      typeof text === 'string' &&
      value.test(text),
  );
  const names = new Set(pairs.map(([name]) => name.toLowerCase()));
  if (!plain || names.size !== pairs.length) return undefined;
  return pairs.map(([name, text]) => [name.toLowerCase(), text as string]);
};

/** Only to origins that are held to be safe does the built-in tell its mode. */
const isTrusted = ({ hostname }: URL): boolean =>
  hostname.startsWith('127.') ||
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]';

const headersOf = (given: unknown, url: URL, isText: boolean): readonly string[] | undefined => {
  const pairs = pairsOf(given);
  if (pairs === undefined) return undefined;
  const names = new Set(pairs.map(([name]) => name));
  const typed: readonly (readonly [string, string])[] =
    isText && !names.has('content-type') ? [['content-type', 'text/plain;charset=UTF-8']] : [];
  const isSent = (name: string) => name !== 'sec-fetch-mode' || isTrusted(url);
  const rest = always.filter(([name]) => !names.has(name) && isSent(name));
  return [...pairs, ...typed, ...rest].flat();
};

/** The gaps between ports that the Fetch standard blocks, as far as servers use them. */
const portGaps = [
  [2050, 3658],
  [4191, 5059],
  [5062, 5999],
  [6698, 10_079],
  [10_081, 65_535],
] as const;

const isUsual = (port: number): boolean =>
  portGaps.some(([first, last]) => port >= first && port <= last);

const urlOf = (input: unknown): URL | undefined => {
  if (typeof input !== 'string' && !(input instanceof URL)) return undefined;
  const url = typeof input === 'string' ? URL.parse(input) : input;
  if (url === null || url.protocol !== 'http:' || url.username !== '') return undefined;
  // Some ports are refused by the standard: the built-in one has the list.
  if (url.port !== '' && !isUsual(Number(url.port))) return undefined;
  return url;
};

const bodyOf = (given: unknown): string | Uint8Array | null | undefined => {
  if (given === undefined || given === null) return null;
  return typeof given === 'string' || given instanceof Uint8Array ? given : undefined;
};

/** The parts of a plain request, or undefined for one that the built-in `fetch` shall do. */
export const requestParts = (input: unknown, init: RequestInit = {}): RequestParts | undefined => {
  if (Object.keys(init).some((key) => !plainInit.has(key))) return undefined;
  const url = urlOf(input);
  const method = init.method ?? 'GET';
  const body = bodyOf(init.body);
  if (url === undefined || body === undefined) return undefined;
  const headers = headersOf(init.headers, url, typeof body === 'string');
  if (headers === undefined) return undefined;
  if (!methods.has(method) || (body !== null && (method === 'GET' || method === 'HEAD'))) {
    return undefined;
  }
  if (init.signal !== undefined && !(init.signal instanceof AbortSignal)) return undefined;
  return { url, method, headers, body, signal: init.signal };
};
