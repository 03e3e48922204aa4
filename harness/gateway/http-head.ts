/** The first line and the headers of a message, as they stood on the wire. */
export interface Head {
  /** All of it as it was sent, by which two places prove that they saw the same message. */
  readonly text: string;
  readonly firstLine: string;
  /** Names in lower case, in order of appearance. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Reads a head from its bytes, the empty line included. */
export const readHead = (bytes: Buffer): Head => {
  const text = bytes.toString('latin1').trim();
  let from = endOfLine(text, 0);
  const firstLine = text.slice(0, from);
  const headers: [string, string][] = [];
  while (from < text.length) {
    const end = endOfLine(text, from + 2);
    const line = text.slice(from + 2, end);
    const colon = line.indexOf(':');
    headers.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]);
    from = end;
  }
  return { text, firstLine, headers };
};

const endOfLine = (text: string, from: number): number => {
  const found = text.indexOf('\r\n', from);
  return found === -1 ? text.length : found;
};

/** The value of a header; several of one name are joined as RFC 9110 (5.3) allows. */
export const headerOf = (head: Head, name: string): string | undefined => {
  let joined: string | undefined;
  for (const [found, value] of head.headers) {
    if (found === name) joined = joined === undefined ? value : `${joined}, ${value}`;
  }
  return joined;
};

/** Whether a header that is a list has this item, whatever the case. */
export const headerHas = (head: Head, name: string, item: string): boolean =>
  headerOf(head, name)
    ?.split(',')
    .some((part) => part.trim().toLowerCase() === item) === true;

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
