import type { ErrorKind } from '../resilience/errors/error-kinds.ts';
import { kindOfStatus } from '../resilience/errors/kind-of-error.ts';
import { CallFailed } from './call-failed.ts';

/**
 * Lets the classification of errors recognise a failed call. Whether such a call may be repeated is
 * for `classifyOutcome` alone, which also knows whether it carried a key.
 */
export function kindOfCall(error: object): ErrorKind | undefined {
  if (!(error instanceof CallFailed)) return undefined;
  const { outcome } = error;
  switch (outcome.kind) {
    case 'answered':
      return kindOfStatus(outcome.status);
    case 'notDelivered':
    case 'noAnswer':
      return 'connection';
    case 'brokenAnswer':
    case 'resetInAnswer':
      return 'badAnswer';
    case 'timedOut':
      return 'timeout';
    case 'aborted':
      return 'cancelled';
  }
}
