import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFraming, type Segment } from './http-framing.ts';

interface Message {
  readonly method: string;
  readonly text: string;
  /** Without a length: only as the last of its connection. */
  readonly closes?: true;
}

const bodies = fc.string({ maxLength: 300, unit: 'binary-ascii' });
const withLength = (first: string, body: string) =>
  `${first}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunked = (first: string, pieces: readonly string[]) => {
  const chunks = pieces
    .filter((piece) => piece !== '')
    .map((piece) => `${piece.length.toString(16).toUpperCase()};x=1\r\n${piece}\r\n`);
  return `${first}\r\ntransfer-encoding: chunked\r\n\r\n${chunks.join('')}0\r\nTrailer: t\r\n\r\n`;
};

const request: fc.Arbitrary<Message> = fc.oneof(
  fc.constant({ method: 'GET', text: 'GET /a?b HTTP/1.1\r\nhost: x\r\n\r\n' }),
  bodies.map((body) => ({ method: 'POST', text: withLength('POST / HTTP/1.1', body) })),
  fc
    .array(bodies, { maxLength: 5 })
    .map((pieces) => ({ method: 'PUT', text: chunked('PUT / HTTP/1.1', pieces) })),
);
const response: fc.Arbitrary<Message> = fc.oneof(
  bodies.map((body) => ({ method: 'GET', text: withLength('HTTP/1.1 200 OK', body) })),
  fc.constant({ method: 'HEAD', text: 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n' }),
  fc.constant({ method: 'GET', text: 'HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n' }),
  fc.constant({ method: 'GET', text: 'HTTP/1.1 204 No Content\r\n\r\n' }),
  bodies.map((body) => ({
    method: 'POST',
    text: `HTTP/1.1 100 Continue\r\n\r\n${withLength('HTTP/1.1 201 Created', body)}`,
  })),
  fc
    .array(bodies, { maxLength: 5 })
    .map((pieces) => ({ method: 'GET', text: chunked('HTTP/1.1 500 Oh', pieces) })),
);

const cutAt = (bytes: Buffer, cuts: readonly number[]): readonly Buffer[] => {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
};

const run = (of: 'request' | 'response', messages: readonly Message[], cuts: readonly number[]) => {
  let answered = 0;
  const framing = createFraming(of, () => messages[answered]?.method);
  const segments: Segment[] = [];
  const bytes = Buffer.from(messages.map((message) => message.text).join(''), 'latin1');
  for (const chunk of cutAt(bytes, cuts)) {
    for (const segment of framing.push(chunk)) {
      segments.push(segment);
      if (segment.kind === 'end') answered++;
    }
  }
  const out = segments.map((it) => ('bytes' in it ? it.bytes : Buffer.alloc(0)));
  return { framing, segments, bytes, out: Buffer.concat(out) };
};

describe.each(['request', 'response'] as const)('%s framing', (of) => {
  const messages = fc.array(of === 'request' ? request : response, { minLength: 1, maxLength: 4 });
  it('finds every message, and gives every byte, however the stream is cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 20 }), (sent, cuts) => {
        // One answer at a time: the method of the next is known when the last has ended.
        for (const group of of === 'request' ? [sent] : sent.map((one) => [one])) {
          const { segments, bytes, out, framing } = run(of, group, cuts);
          expect(segments.filter((it) => it.kind === 'head')).toHaveLength(group.length);
          expect(segments.filter((it) => it.kind === 'end')).toHaveLength(group.length);
          expect(out.equals(bytes)).toBe(true);
          expect(framing.opaque).toBe(false);
          expect(framing.partial()).toHaveLength(0);
        }
      }),
    );
  });

  it('passes on what is no HTTP, however it is cut', () => {
    const garbage = fc.uint8Array({ minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(garbage, fc.array(fc.nat()), (bytes, cuts) => {
        const framing = createFraming(of, () => 'GET');
        const out: Buffer[] = [];
        for (const chunk of cutAt(Buffer.from(bytes), cuts)) {
          for (const it of framing.push(chunk)) if ('bytes' in it) out.push(it.bytes);
        }
        expect(Buffer.concat([...out, framing.partial()]).equals(bytes)).toBe(true);
      }),
    );
  });
});

it('a body without a length ends when the sender closes', () => {
  const framing = createFraming('response', () => 'GET');
  const kinds = framing.push(Buffer.from('HTTP/1.0 200 OK\r\n\r\nabc')).map((it) => it.kind);
  expect(kinds).toEqual(['head', 'body']);
  expect(framing.finish()).toEqual([{ kind: 'end' }]);
  expect(framing.finish()).toEqual([]);
});

it('after a switch of protocols everything is opaque', () => {
  const framing = createFraming('response', () => 'GET');
  const text = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n';
  expect(framing.push(Buffer.from(text)).map((it) => it.kind)).toEqual(['head', 'end', 'opaque']);
});

it('a head that never ends is not kept for ever', () => {
  const framing = createFraming('request');
  const [segment] = framing.push(Buffer.alloc(70_000, 'a'));
  expect(segment).toMatchObject({ kind: 'opaque' });
  expect(framing.partial()).toHaveLength(0);
});

it('a broken chunk is passed on as it is', () => {
  const framing = createFraming('response', () => 'GET');
  framing.push(Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'));
  expect(framing.push(Buffer.from('zz\r\nabc'))).toEqual([
    { kind: 'opaque', bytes: Buffer.from('zz\r\nabc') },
  ]);
});
