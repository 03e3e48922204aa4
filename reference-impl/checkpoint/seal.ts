import { createHash } from 'node:crypto';

const trailer = /\n<!-- sha256:([0-9a-f]{64}) -->\n$/;

/** Adds a checksum as the last line, so that a reader knows a whole text from a cut one. */
export function seal(text: string): string {
  return `${text}\n<!-- sha256:${digestOf(text)} -->\n`;
}

/** Gives the text of a sealed file, or undefined when it is not whole. */
export function unseal(sealed: string): string | undefined {
  const match = trailer.exec(sealed);
  if (match === null) return undefined;
  const text = sealed.slice(0, match.index);
  return digestOf(text) === match[1] ? text : undefined;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
