import type { History } from '../../core/history.ts';
import type { Verdict } from '../../core/verdict.ts';
import { sayCount } from './say.ts';

/** One breach of a rule, in a sentence, with the indices of the events that show it. */
export interface Violation {
  readonly because: string;
  readonly witnesses: readonly number[];
}

/** What a checker found, before it is put into a verdict. */
export interface Findings {
  /** How often the rule could have been broken. */
  readonly checked: number;
  readonly violations: readonly Violation[];
  /** Why some cases could not be told. */
  readonly unknowns: readonly string[];
  /** What was seen when nothing was wrong. */
  readonly held: string;
  /** Why the rule was never put to the test. */
  readonly vacuous: string;
}

/**
 * The verdict of findings: one breach is enough, then one doubt, then exposure decides. A history
 * that stops before its final read is never held: what it lacks may be the breach.
 */
export const conclude = (history: History, findings: Findings): Verdict => {
  const { checked, violations, unknowns } = findings;
  const [first, ...more] = violations.toSorted(
    (one, other) => Math.min(...one.witnesses) - Math.min(...other.witnesses),
  );
  if (first !== undefined) {
    const rest = more.length === 0 ? '' : `; and ${sayCount(more.length, 'case')} more`;
    return {
      status: 'violated',
      checked: Math.max(checked, violations.length),
      because: `${first.because}${rest}`,
      witnesses: [...new Set(violations.flatMap((it) => it.witnesses))].toSorted((a, b) => a - b),
    };
  }
  const [doubt, ...doubts] = unknowns;
  if (doubt !== undefined) {
    const rest = doubts.length === 0 ? '' : `; and ${sayCount(doubts.length, 'doubt')} more`;
    return { status: 'unknown', because: `${doubt}${rest}` };
  }
  if (checked === 0) return { status: 'vacuous', because: findings.vacuous };
  if (!history.events.some((event) => event.type === 'finalRead')) {
    return { status: 'unknown', because: 'the history stops before its final read' };
  }
  return { status: 'held', checked, because: findings.held };
};
