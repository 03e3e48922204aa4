import { hash } from 'node:crypto';

/** Names a text without storing it: the first 16 hex digits of its SHA-256. */
export const textSha = (text: string): string => hash('sha256', text, 'hex').slice(0, 16);
