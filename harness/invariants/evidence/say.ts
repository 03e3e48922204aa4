import type { Exchange } from '../../core/history.ts';
import { beganAtMs } from './attempt-times.ts';

const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A number of ms as people read it. */
export const sayMs = (ms: number): string => `${thousands.format(ms)} ms`;

/** A count with its noun; the plural differs where an `s` does not do. */
export const sayCount = (count: number, noun: string, plural = `${noun}s`): string =>
  `${thousands.format(count)} ${count === 1 ? noun : plural}`;

/** Where and when an attempt was made, with the place of its event. */
export const sayAttempt = (attempt: Exchange): string =>
  `${attempt.link} at ${sayMs(beganAtMs(attempt))} (event ${attempt.index})`;

/** How an attempt ended, as its caller saw it. */
export const sayEnding = (attempt: Exchange): string => {
  if (attempt.endedByCaller && attempt.class !== 'answered') return 'was given up by its caller';
  switch (attempt.class) {
    case 'refused':
      return 'was refused';
    case 'unresolved':
      return 'found no such name';
    case 'hung':
      return 'never connected';
    case 'cut':
      return 'was cut before it was delivered';
    case 'deliveredUnread':
      return 'reached a process that did not read it';
    case 'delivered':
      return 'was delivered and not answered';
    case 'answered':
      return `was answered ${attempt.status ?? 'without a status'}`;
    case 'answerCut':
      return 'got a part of an answer';
  }
};

/** The first few names of a list, and how many more there are. */
export const sayNames = (names: readonly string[]): string => {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
};
