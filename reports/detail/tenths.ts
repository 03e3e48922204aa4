/** A time rounded to tenths of a ms: finer is noise, and longer to write. */
export const tenths = (ms: number): number => Math.round(ms * 10) / 10;
