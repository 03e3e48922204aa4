import { createHash } from 'node:crypto';

/** Names a text without storing it: the first 16 hex digits of its SHA-256. */
export const textSha = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);
