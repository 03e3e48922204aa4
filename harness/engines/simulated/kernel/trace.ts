/** One externally visible event, as text. */
export type TraceLine = string;

/** A fingerprint of all that a run let others see; equal seeds must give equal fingerprints. */
export class Trace {
  /** The lines themselves, kept only on demand: they tell where two runs part. */
  readonly lines: TraceLine[] | undefined;
  #low = 0x811c9dc5 | 0;
  #high = 0x01234567 | 0;
  #count = 0;

  constructor(keep: boolean) {
    this.lines = keep ? [] : undefined;
  }

  get count(): number {
    return this.#count;
  }

  note(atMs: number, host: string, what: string): void {
    const line = `${atMs} ${host} ${what}`;
    let low = this.#low;
    let high = this.#high;
    for (let index = 0; index < line.length; index++) {
      const code = line.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x5bd1e995) ^ (high >>> 15);
    }
    this.#low = low;
    this.#high = high;
    this.#count += 1;
    this.lines?.push(line);
  }

  hash(): string {
    const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
    return `${hex(this.#high)}${hex(this.#low)}`;
  }
}

/** Where two kept traces part: the first differing line with both sides, or undefined. */
export const firstDifference = (
  one: readonly TraceLine[],
  other: readonly TraceLine[],
): { readonly index: number; readonly one?: TraceLine; readonly other?: TraceLine } | undefined => {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const left = one[index];
    const right = other[index];
    if (left === right) continue;
    return {
      index,
      ...(left === undefined ? {} : { one: left }),
      ...(right === undefined ? {} : { other: right }),
    };
  }
  return undefined;
};
