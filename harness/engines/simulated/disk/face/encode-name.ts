import { toEncoding } from './arguments.ts';

/** A name of the file system as the caller wants it: text, bytes, or text in another encoding. */
export const encodeName = (name: string, encoding: unknown): string | Buffer => {
  const known = toEncoding(encoding);
  if (known === 'buffer') return Buffer.from(name);
  return known === undefined || known === 'utf8' ? name : Buffer.from(name).toString(known);
};
