import { serverNowMs } from './store.ts';

const dayMs = 86_400_000;

/** A time of day; with its date when that is not today. */
export function clockText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = at.toLocaleTimeString('en-GB');
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  return isToday ? time : `${at.toLocaleDateString('en-CA')} ${time}`;
}

/** A length of time in one or two units. */
export function lengthText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (ms < dayMs) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(ms / dayMs)} d ${Math.floor((ms % dayMs) / 3_600_000)} h`;
}

/** Since when something is so, and for how long that is. */
export const Since = ({ atMs }: { readonly atMs: number }) => {
  const nowMs = serverNowMs.value;
  return (
    <>
      <time dateTime={new Date(atMs).toISOString()}>{clockText(atMs, nowMs)}</time>
      <span class="for"> for {lengthText(nowMs - atMs)}</span>
    </>
  );
};
