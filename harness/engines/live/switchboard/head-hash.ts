import { hash } from 'node:crypto';
import type { Head } from '../../../gateway/http-head.ts';

/** Tells one request's head from another's without keeping it. */
export const headHash = (head: Head): string =>
  hash('sha1', JSON.stringify([head.firstLine, head.headers]), 'base64');
