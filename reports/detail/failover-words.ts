import type { FailoverRow } from '../../harness/core/run-detail.ts';

/** What is known of the request that made a call change its way. */
export type Known = 'never sent' | 'not executed' | 'maybe executed' | 'answered';

const words: Readonly<Record<FailoverRow['trigger'], readonly [text: string, known: Known]>> = {
  state: ['by state, no attempt on the primary', 'never sent'],
  refused: ['refused', 'never sent'],
  unresolved: ['name not found', 'never sent'],
  hung: ['connect hung', 'never sent'],
  cut: ['cut before it was whole', 'not executed'],
  deliveredUnread: ['delivered, not read', 'maybe executed'],
  delivered: ['delivered, no answer', 'maybe executed'],
  timedOut: ['timed out: the caller gave up', 'maybe executed'],
  answered: ['answered', 'answered'],
  answerCut: ['answer cut', 'maybe executed'],
};

/** How the primary's last attempt ended, and whether the request may have been executed. */
export const failoverWords = ({
  trigger,
  primaryStatus,
}: Pick<FailoverRow, 'trigger' | 'primaryStatus'>): {
  readonly text: string;
  readonly known: Known;
} => {
  const [text, known] = words[trigger];
  return { text: trigger === 'answered' ? `${text} ${primaryStatus ?? ''}`.trim() : text, known };
};
