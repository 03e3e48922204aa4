import type { AttemptClass, Exchange } from '../../../core/history.ts';
import type { ConnectionFacts, ExchangeFacts } from './exchange-facts.ts';

/** The part of the facts that decides an attempt's class. */
export type ClassFacts = Pick<
  ExchangeFacts,
  'answeredAtMs' | 'answerBeganAtMs' | 'deliveredAtMs' | 'serviceBeganAtMs' | 'reader'
>;

/** How an attempt went until it ended; refused and unresolved ones never reach a tap. */
export const classify = (facts: ClassFacts, endedAtMs = Number.POSITIVE_INFINITY): AttemptClass => {
  if (facts.answeredAtMs !== undefined) return 'answered';
  if (facts.answerBeganAtMs !== undefined) return 'answerCut';
  if (facts.deliveredAtMs === undefined) return 'cut';
  if (facts.reader?.state === 'running') return 'delivered';
  // It was read after all, and in time, when an answer left before the attempt was over.
  const readInTime = facts.serviceBeganAtMs !== undefined && facts.serviceBeganAtMs <= endedAtMs;
  return readInTime ? 'delivered' : 'deliveredUnread';
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
