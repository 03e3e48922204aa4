import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { ArrivingBody } from './arriving-body.ts';

/** Where the bytes of an answer go. */
export interface BodySink {
  add(chunk: Uint8Array): void;
  end(): void;
}

const gentle = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };

const decoders = {
  gzip: () => createGunzip(gentle),
  'x-gzip': () => createGunzip(gentle),
  deflate: () => createInflate(gentle),
  br: () => createBrotliDecompress(),
} as const;

/** Says whether an answer is encoded in a way that `decodeBody` knows. */
export const isDecodable = (encoding: string): encoding is keyof typeof decoders =>
  Object.hasOwn(decoders, encoding);

/** A sink that decodes into a body as the bytes arrive, as the built-in `fetch` does. */
export const decodeBody = (encoding: keyof typeof decoders, body: ArrivingBody): BodySink => {
  const decoder = decoders[encoding]();
  decoder.on('data', (chunk: Buffer) => body.add(chunk));
  decoder.on('end', () => body.end());
  decoder.on('error', (error) => body.fail(new TypeError('terminated', { cause: error })));
  return { add: (chunk) => void decoder.write(chunk), end: () => void decoder.end() };
};
