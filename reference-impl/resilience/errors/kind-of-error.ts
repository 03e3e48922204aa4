import { BreakerOpen } from '../breaker/breaker-open.ts';
import { TimeLimitPassed } from '../time-limit/deadline-line.ts';
import type { ErrorKind } from './error-kinds.ts';

/** Recognises some errors, looking at nothing but the error itself. */
export type ErrorRule = (error: object) => ErrorKind | undefined;

/**
 * Says of what kind an error is by itself, its causes left aside. Rules of one's own come first;
 * what no rule recognises is `unknown`.
 */
export function kindOfError(error: unknown, rules: readonly ErrorRule[] = []): ErrorKind {
  if (typeof error !== 'object' || error === null) return 'unknown';
  for (const rule of [...rules, byClass, byCode, byStatus, byName]) {
    try {
      const kind = rule(error);
      if (kind !== undefined) return kind;
    } catch {
      // An error whose properties cannot be read is not recognised.
    }
  }
  return 'unknown';
}

const byClass: ErrorRule = (error) => {
  if (error instanceof TimeLimitPassed) return 'timeout';
  if (error instanceof BreakerOpen) return 'blocked';
  return undefined;
};

const codes: ReadonlyMap<unknown, ErrorKind> = new Map<string, ErrorKind>([
  ['ECONNREFUSED', 'connection'],
  ['ECONNRESET', 'connection'],
  ['EPIPE', 'connection'],
  ['EHOSTUNREACH', 'connection'],
  ['ENETUNREACH', 'connection'],
  ['ENOTFOUND', 'connection'],
  ['EAI_AGAIN', 'connection'],
  ['UND_ERR_SOCKET', 'connection'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['ENOSPC', 'storage'],
  ['EDQUOT', 'storage'],
  ['EIO', 'storage'],
  ['EROFS', 'storage'],
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['EMFILE', 'exhausted'],
  ['ENFILE', 'exhausted'],
  ['ENOMEM', 'exhausted'],
  ['ABORT_ERR', 'cancelled'],
]);

const byCode: ErrorRule = (error) => ('code' in error ? codes.get(error.code) : undefined);

const byStatus: ErrorRule = (error) => {
  const status = 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? kindOfStatus(status) : undefined;
};

/** Says what an HTTP status means; nothing when it says too little. */
export function kindOfStatus(status: number): ErrorKind | undefined {
  if (status === 429) return 'rateLimited';
  if (status === 408) return 'timeout';
  if (status === 401 || status === 403) return 'denied';
  if (status >= 400 && status < 500) return 'badInput';
  if (status >= 502 && status <= 504) return 'unavailable';
  return undefined;
}

const names: ReadonlyMap<unknown, ErrorKind> = new Map<string, ErrorKind>([
  ['AbortError', 'cancelled'],
  ['TimeoutError', 'timeout'],
  ['SyntaxError', 'badAnswer'],
  ['ZodError', 'badAnswer'],
  ['TypeError', 'fault'],
  ['ReferenceError', 'fault'],
  ['RangeError', 'fault'],
  ['AssertionError', 'fault'],
]);

/** `fetch` says TypeError of a broken connection too; then the cause tells what it was. */
const byName: ErrorRule = (error) => {
  if (!('name' in error)) return undefined;
  const wraps = 'cause' in error && error.cause !== undefined;
  return error.name === 'TypeError' && wraps ? undefined : names.get(error.name);
};
