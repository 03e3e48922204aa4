/** 12345 as 12,345. */
export const grouped = (value: number): string => value.toLocaleString('en-US');

/** `1 run`, `2 runs`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** A time in the run, in seconds: `1.204 s`. */
export const seconds = (ms: number, digits = 2): string => `${(ms / 1000).toFixed(digits)} s`;

/** How long something took, in the unit that reads best. */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const inSeconds = ms / 1000;
  if (inSeconds < 59.5) return `${inSeconds < 10 ? inSeconds.toFixed(1) : Math.round(inSeconds)} s`;
  const whole = Math.round(inSeconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

const countText = (name: string, count: number): string => {
  const value = grouped(Math.round(count * 10) / 10);
  if (name.endsWith('Ms')) return `${value} ms ${spaced(name.slice(0, -2))}`;
  // `1 pause`, not `1 pauses`; words like `loss` stay.
  const words = value === '1' ? spaced(name).replace(/^(\w*[^s\s])s\b/, '$1') : spaced(name);
  return `${value} ${words}`;
};

/** Counts by name as a list: `3 connections, 2,600 ms held`. */
export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => countText(name, count))
    .join(', ');

/** `bytesHeld` as `bytes held`. */
export const spaced = (name: string): string =>
  name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/**
 * A sentence that begins with a capital, unless with a name such as `m-40`, and ends with a
 * full stop.
 */
export const sentence = (text: string): string => {
  const trimmed = text.trim();
  const word = /^[a-z]+(?=[\s,.:;]|$)/.test(trimmed);
  const capital = word ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return trimmed === '' || /[.!?…]$/.test(trimmed) ? capital : `${capital}.`;
};
