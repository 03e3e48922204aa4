/** The first line and the headers of a message, as they stood on the wire. */
export interface Head {
  readonly firstLine: string;
  /** Names in lower case, in order of appearance. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Reads a head from its bytes, the empty line included. */
export const readHead = (bytes: Buffer): Head => {
  const [firstLine = '', ...lines] = bytes.toString('latin1').trim().split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { firstLine, headers };
};

/** The value of a header; several of one name are joined as RFC 9110 (5.3) allows. */
export const headerOf = (head: Head, name: string): string | undefined => {
  const values = head.headers.filter(([found]) => found === name).map(([, value]) => value);
  return values.length > 0 ? values.join(', ') : undefined;
};

/** Whether a header that is a list has this item, whatever the case. */
export const headerHas = (head: Head, name: string, item: string): boolean =>
  (headerOf(head, name) ?? '').split(',').some((part) => part.trim().toLowerCase() === item);

const requestLine = /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/1\.[01]$/;
const statusLine = /^HTTP\/1\.[01] \d{3}(?: .*)?$/;

/** Whether the first line is one of HTTP/1. */
export const isHttp1 = (head: Head, of: 'request' | 'response'): boolean =>
  (of === 'request' ? requestLine : statusLine).test(head.firstLine);

/** The method of a request. */
export const methodOf = (head: Head): string => head.firstLine.split(' ', 1)[0] ?? '';

/** The path of a request without its query, which may hold what must not be recorded. */
export const pathOf = (head: Head): string =>
  (head.firstLine.split(' ')[1] ?? '').replace(/[?#].*$/, '');

/** The status code of an answer. */
export const statusOf = (head: Head): number => Number(head.firstLine.split(' ')[1]);

/** Whether the sender keeps the connection for another message. */
export const keepsAlive = (head: Head): boolean => {
  if (headerHas(head, 'connection', 'close')) return false;
  return head.firstLine.includes('HTTP/1.1') || headerHas(head, 'connection', 'keep-alive');
};
