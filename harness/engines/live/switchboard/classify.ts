import type { AttemptClass, Exchange } from '../../../core/history.ts';
import type { ConnectionFacts, ExchangeFacts } from './exchange-facts.ts';

/** The part of the facts that decides an attempt's class. */
export type ClassFacts = Pick<
  ExchangeFacts,
  'answeredAtMs' | 'status' | 'answerBeganAtMs' | 'deliveredAtMs' | 'serviceStatus' | 'reader'
>;

/** How an attempt went; refused and unresolved ones never reach a tap. */
export const classify = (facts: ClassFacts): AttemptClass => {
  if (facts.answeredAtMs !== undefined) return 'answered';
  if (facts.answerBeganAtMs !== undefined) return 'answerCut';
  if (facts.deliveredAtMs === undefined) return 'cut';
  // An answer at tap B proves that it was read after all.
  if (facts.serviceStatus !== undefined) return 'delivered';
  return facts.reader?.state === 'running' ? 'delivered' : 'deliveredUnread';
};

/** Who ended a delivered request at tap B. */
export const serviceEndingOf = (
  facts: Pick<ExchangeFacts, 'deliveredAtMs' | 'serviceAnsweredAtMs'>,
  connection: Pick<ConnectionFacts, 'endedAtB'>,
): Exchange['serviceEnding'] => {
  if (facts.deliveredAtMs === undefined) return undefined;
  if (facts.serviceAnsweredAtMs !== undefined) return 'answered';
  if (connection.endedAtB === undefined) return 'open';
  return connection.endedAtB === 'service' ? 'closed' : 'callerGone';
};
