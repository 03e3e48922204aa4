import { type ChunkScanner, createChunkScanner } from './chunk-scanner.ts';
import {
  type Head,
  headerHas,
  headerOf,
  isHttp1,
  methodOf,
  readHead,
  statusOf,
} from './http-head.ts';

/** A stretch of a byte stream; all segments in order are the stream itself. */
export type Segment =
  | { readonly kind: 'head'; readonly head: Head; readonly bytes: Buffer }
  /** A 1xx answer that announces another one. */
  | { readonly kind: 'interim'; readonly bytes: Buffer }
  /** Raw: the marks between chunks are included. */
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'end' }
  /** What is no HTTP/1, or no longer. */
  | { readonly kind: 'opaque'; readonly bytes: Buffer };

/** Finds the messages in one direction of a connection. */
export interface Framing {
  push(chunk: Buffer): Segment[];
  /** The sender has closed: ends a body that ends by closing. */
  finish(): Segment[];
  /** Bytes of a head that is not whole yet. */
  partial(): Buffer;
  /** From here on bytes are opaque (Upgrade, CONNECT). */
  stop(): void;
  readonly opaque: boolean;
}

const HEAD_MAX = 64 * 1024;
const empty = Buffer.alloc(0);

interface FoundHead {
  readonly bytes: Buffer;
  readonly head: Head;
  /** False when it is too long to be one. */
  readonly isWhole: boolean;
}

const readAtTop = (held: Buffer): FoundHead | undefined => {
  // Some clients send an empty line between messages.
  const start = held[0] === 13 && held[1] === 10 ? 2 : 0;
  const end = held.indexOf('\r\n\r\n', start, 'latin1');
  if (end === -1 && held.length <= HEAD_MAX) return undefined;
  const bytes = held.subarray(0, end + 4);
  return { bytes, head: readHead(bytes), isWhole: end !== -1 };
};

const recentMost = 16;
const recent: { readonly held: Buffer; readonly found: FoundHead | undefined }[] = [];
let oldest = 0;

/** The head that bytes begin with. In simulation both ends of a connection frame the same chunk. */
const findHead = (held: Buffer): FoundHead | undefined => {
  for (const known of recent) if (known.held === held) return known.found;
  const found = readAtTop(held);
  recent[oldest] = { held, found };
  oldest = (oldest + 1) % recentMost;
  return found;
};

type Body =
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'chunked'; readonly scanner: ChunkScanner }
  | { readonly kind: 'untilClose' };

const bodyOf = (head: Head): Body | 'none' | 'unknown' => {
  if (headerHas(head, 'transfer-encoding', 'chunked')) {
    return { kind: 'chunked', scanner: createChunkScanner() };
  }
  const length = headerOf(head, 'content-length');
  if (length === undefined) return 'unknown';
  const left = Number(length.split(',', 1)[0]);
  return left > 0 ? { kind: 'length', left } : 'none';
};

const answerBody = (head: Head, method: string | undefined): Body | 'none' => {
  const status = statusOf(head);
  if (method === 'HEAD' || status === 204 || status === 304) return 'none';
  const body = bodyOf(head);
  return body === 'unknown' ? { kind: 'untilClose' } : body;
};

/** Frames requests, or answers: then `method` tells what the next answer answers. */
export const createFraming = (
  of: 'request' | 'response',
  method: () => string | undefined = () => undefined,
): Framing => {
  let held: Buffer = empty;
  let body: Body | 'head' = 'head';
  let opaque = false;

  const startBody = (head: Head): Segment[] => {
    const asked = of === 'response' ? method() : methodOf(head);
    const found = of === 'response' ? answerBody(head, asked) : bodyOf(head);
    if (of === 'response' && (statusOf(head) === 101 || asked === 'CONNECT')) opaque = true;
    if (opaque || found === 'none' || found === 'unknown') return [{ kind: 'end' }];
    body = found;
    return [];
  };
  const takeHead = (): { readonly out: Segment[]; readonly rest: Buffer } | undefined => {
    const found = findHead(held);
    if (found === undefined) return undefined;
    const { bytes, head, isWhole } = found;
    const rest = held.subarray(bytes.length);
    if (!isWhole || !isHttp1(head, of)) {
      opaque = true;
      return { out: [], rest: held };
    }
    const status = of === 'response' ? statusOf(head) : 0;
    if (status >= 100 && status < 200 && status !== 101) {
      return { out: [{ kind: 'interim', bytes }], rest };
    }
    return { out: [{ kind: 'head', head, bytes }, ...startBody(head)], rest };
  };
  const takeBody = (bytes: Buffer, open: Body): { to: number; done: boolean } => {
    if (open.kind === 'untilClose') return { to: bytes.length, done: false };
    if (open.kind === 'chunked') {
      try {
        return open.scanner.scan(bytes, 0);
      } catch {
        // Broken on purpose or by a bug: whoever reads it must find that out, not we.
        opaque = true;
        return { to: 0, done: false };
      }
    }
    const to = Math.min(open.left, bytes.length);
    open.left -= to;
    return { to, done: open.left === 0 };
  };
  const push = (chunk: Buffer): Segment[] => {
    const out: Segment[] = [];
    let rest = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    held = empty;
    while (rest.length > 0) {
      if (opaque) {
        out.push({ kind: 'opaque', bytes: rest });
        break;
      }
      if (body === 'head') {
        held = rest;
        const taken = takeHead();
        if (!taken) break;
        held = empty;
        out.push(...taken.out);
        rest = taken.rest;
        continue;
      }
      const { to, done } = takeBody(rest, body);
      if (to > 0) out.push({ kind: 'body', bytes: rest.subarray(0, to) });
      rest = rest.subarray(to);
      if (!done) continue;
      out.push({ kind: 'end' });
      body = 'head';
    }
    return out;
  };
  return {
    push,
    finish: () => {
      if (body === 'head' || body.kind !== 'untilClose') return [];
      body = 'head';
      return [{ kind: 'end' }];
    },
    partial: () => held,
    stop: () => {
      opaque = true;
    },
    get opaque() {
      return opaque;
    },
  };
};
