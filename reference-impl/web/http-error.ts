import { CallFailed } from '../client/call-failed.ts';
import { QueueRefused } from '../queue/queue-refused.ts';
import { StorageFailed } from '../queue/storage-failed.ts';
import { NotAnAnswer } from './ask-core.ts';
import { finalRefusalOf } from './final-refusal.ts';

/** An error as `web` tells it to its callers. */
export interface HttpError {
  readonly status: number;
  readonly body: {
    readonly error: {
      readonly code: string;
      readonly message: string;
      /** What the fallback said, when it was asked too. */
      readonly cause?: string;
      /** True when the message may be stored all the same. */
      readonly uncertain?: true;
    };
  };
}

/** Turns what went wrong into a status and a body; a caller learns what the primary said. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof QueueRefused) {
    const status = error.code === 'conflict' ? 409 : 503;
    return httpError(status, { code: error.code, message: error.message });
  }
  if (error instanceof StorageFailed) {
    const { code, message, uncertain } = error;
    return httpError(503, { code, message, ...(uncertain && { uncertain }) });
  }
  if (error instanceof NotAnAnswer) {
    return httpError(502, { code: 'coreAnswer', message: error.message });
  }
  if (error instanceof CallFailed) return ofCall(error);
  const { statusCode, message = String(error) } = error as {
    statusCode?: number;
    message?: string;
  }; // Fastify's own errors have both
  if (statusCode !== undefined && statusCode < 500) {
    return httpError(statusCode, { code: codeOfStatus(statusCode), message });
  }
  return httpError(500, { code: 'internal', message });
}

function codeOfStatus(status: number): string {
  if (status === 413) return 'bodyTooLarge';
  return status === 415 ? 'bodyNotJson' : 'badRequest';
}

function ofCall(error: CallFailed): HttpError {
  const refusal = finalRefusalOf(error);
  if (refusal?.code === 'KEY_REUSED') {
    return httpError(409, { code: 'conflict', message: refusal.message });
  }
  if (refusal !== undefined)
    return httpError(400, { code: 'badRequest', message: refusal.message });
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  const facts = { message: error.message, ...cause };
  switch (error.outcome.kind) {
    case 'timedOut':
      return httpError(504, { code: 'coreTimeout', ...facts });
    case 'aborted':
      return httpError(503, { code: 'stopping', ...facts });
    case 'answered':
      return httpError(502, { code: 'coreAnswer', ...facts });
    default:
      return httpError(502, { code: 'coreConnection', ...facts });
  }
}

function httpError(status: number, error: HttpError['body']['error']): HttpError {
  return { status, body: { error } };
}
