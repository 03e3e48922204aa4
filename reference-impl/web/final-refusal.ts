import { z } from 'zod';
import { CallFailed } from '../client/call-failed.ts';

const refusalShape = z.object({
  error: z.object({ code: z.enum(['BAD_PACKET', 'KEY_REUSED']), message: z.string() }),
});

/** That the core will never take a message, however often it gets it. */
export interface FinalRefusal {
  readonly code: 'BAD_PACKET' | 'KEY_REUSED';
  readonly message: string;
}

/**
 * Recognises the core's own word that a message cannot be processed. A mere 4xx is not enough: a
 * proxy in between may say that of a message that is well.
 */
export function finalRefusalOf(error: unknown): FinalRefusal | undefined {
  if (!(error instanceof CallFailed) || error.outcome.kind !== 'answered') return undefined;
  return refusalShape.safeParse(error.outcome.body).data?.error;
}
