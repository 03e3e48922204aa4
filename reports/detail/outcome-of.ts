import type { AttemptClass } from '../../harness/core/history.ts';

/** What the words say about an attempt; shared by exchanges and their rows. */
export interface Attempt {
  readonly class: AttemptClass;
  readonly endedByCaller: boolean;
  readonly callerDied?: true;
  readonly status?: number;
  readonly serviceStatus?: number;
  readonly answeredBy?: 'service' | 'gateway';
}

const words: Readonly<Record<AttemptClass, string>> = {
  refused: 'refused',
  unresolved: 'name not found',
  hung: 'connect hung',
  cut: 'cut before delivery',
  deliveredUnread: 'delivered, unread',
  delivered: 'delivered, no answer',
  answered: 'answered',
  answerCut: 'answer cut',
};

/** The outcome of one attempt in a few words. */
export const outcomeOf = (attempt: Attempt): string => {
  if (attempt.endedByCaller && !attempt.callerDied && attempt.class !== 'answered') {
    return `timed out (${words[attempt.class]})`;
  }
  if (attempt.class === 'answered') {
    return `${attempt.status ?? 'answered'}${attempt.answeredBy === 'gateway' ? ' by fault' : ''}`;
  }
  if (attempt.class === 'answerCut') return `${attempt.status ?? ''} answer cut`.trim();
  return words[attempt.class];
};
