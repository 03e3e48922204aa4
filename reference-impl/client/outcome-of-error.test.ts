import { expect, test } from 'vitest';
import { outcomeOfError } from './outcome-of-error.ts';

const limits = { connectMs: 1, readMs: 2 };
const error = (code: string, syscall?: string) =>
  Object.assign(new Error('broke'), { code, ...(syscall && { syscall }) });

const rows: readonly [string, string | undefined, [boolean, boolean, number], string][] = [
  ['ECONNREFUSED', 'connect', [false, false, 0], 'notDelivered'],
  ['ENOTFOUND', 'getaddrinfo', [false, false, 0], 'notDelivered'],
  ['ECONNRESET', 'read', [false, false, 0], 'notDelivered'],
  ['EPIPE', 'write', [true, false, 0], 'notDelivered'],
  ['ECONNRESET', 'read', [true, true, 0], 'noAnswer'],
  ['ECONNRESET', undefined, [true, true, 0], 'noAnswer'],
  ['ECONNRESET', 'read', [true, true, 9], 'resetInAnswer'],
  ['ECONNRESET', undefined, [true, true, 9], 'brokenAnswer'],
  ['HPE_INVALID_CHUNK_SIZE', undefined, [true, true, 9], 'brokenAnswer'],
  ['ETIMEDOUT', 'connect', [false, false, 0], 'timedOut'],
  ['ETIMEDOUT', 'read', [true, true, 0], 'timedOut'],
];

for (const [code, syscall, [connected, sent, answerBytes], kind] of rows) {
  test(`${code} from ${syscall ?? 'Node itself'} after ${answerBytes} bytes is ${kind}`, () => {
    const outcome = outcomeOfError(error(code, syscall), { connected, sent, answerBytes }, limits);
    expect(outcome.kind).toBe(kind);
  });
}
