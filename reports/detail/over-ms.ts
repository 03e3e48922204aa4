import type { History } from '../../harness/core/history.ts';

const ends: readonly string[] = ['drained', 'stuck', 'timeUp'];

/** When the run itself was over; what ends after that is the harness tidying up. */
export const overMs = (history: History): number =>
  history.events.find((event) => event.type === 'mark' && ends.includes(event.what))?.atMs ??
  Number.POSITIVE_INFINITY;
