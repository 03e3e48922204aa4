import type { Exchange } from '../../core/history.ts';

const broken =
  /ECONNRESET|EPIPE|UND_ERR_SOCKET|hang up|other side closed|closed|reset|broken|terminated/i;
const late = /ETIMEDOUT|time-?out|timed out|limit/i;

/**
 * What an error text says when it speaks of this attempt: the status, the mark that the gateway put
 * into its own answer, or the code of the connection's end. Every pattern is one way to say it.
 */
export const errorMarks = (attempt: Exchange): readonly RegExp[] => {
  if (attempt.endedByCaller && attempt.class !== 'answered') return [late];
  switch (attempt.class) {
    case 'refused':
      return [/ECONNREFUSED/];
    case 'unresolved':
      return [/ENOTFOUND|EAI_AGAIN/];
    case 'hung':
      return [late];
    case 'cut':
    case 'delivered':
    case 'deliveredUnread':
    case 'answerCut':
      return [broken];
    case 'answered': {
      const status = new RegExp(`(?<![\\d.:])${attempt.status}(?!\\d)`);
      const marks = attempt.steps.map((step) => new RegExp(`holdfast-step-${step}(?!\\d)`));
      return attempt.answeredBy === 'gateway' ? [status, ...marks] : [status];
    }
  }
};

/** Where a text first speaks of one attempt in a way that does not fit the other. */
export const firstMention = (text: string, one: Exchange, other: Exchange): number | undefined => {
  const common = new Set(errorMarks(other).map((mark) => mark.source));
  const places = errorMarks(one)
    .filter((mark) => !common.has(mark.source))
    .map((mark) => text.search(mark))
    .filter((place) => place >= 0);
  return places.length === 0 ? undefined : Math.min(...places);
};
