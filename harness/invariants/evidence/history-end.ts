import type { Event, History } from '../../core/history.ts';
import { endedAtMs } from './attempt-times.ts';

const lastMoment = (event: Event): number =>
  event.type === 'exchange' ? Math.max(event.atMs, endedAtMs(event)) : event.atMs;

/** The event that shows how far a history reaches. */
export const lastEvent = (history: History): Event | undefined => {
  let last: Event | undefined;
  for (const event of history.events) {
    if (last === undefined || lastMoment(event) > lastMoment(last)) last = event;
  }
  return last;
};

/** The last moment that a history knows of. */
export const historyEndMs = (history: History): number => {
  const last = lastEvent(history);
  return last === undefined ? Number.NEGATIVE_INFINITY : lastMoment(last);
};
