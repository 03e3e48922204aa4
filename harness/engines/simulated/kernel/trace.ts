/** One externally visible event, as text. */
export type TraceLine = string;

/** What happened: a text, or its parts, which need not be joined unless somebody reads them. */
export type Noted = string | readonly (string | number)[];

const number = new Float64Array(1);
const numberWords = new Uint32Array(number.buffer);

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

  note(atMs: number, host: string, what: Noted): void {
    this.#mixNumber(atMs);
    this.#mixText(host);
    if (typeof what === 'string') this.#mixText(what);
    else for (const part of what) this.#mixPart(part);
    this.#count += 1;
    if (this.lines === undefined) return;
    this.lines.push(`${atMs} ${host} ${typeof what === 'string' ? what : what.join(' ')}`);
  }

  #mixPart(part: string | number): void {
    if (typeof part === 'string') this.#mixText(part);
    else this.#mixNumber(part);
  }

  #mixNumber(value: number): void {
    // As its bits: writing a number out costs more than all the rest.
    number[0] = value;
    this.#mix(numberWords[0] ?? 0);
    this.#mix(numberWords[1] ?? 0);
  }

  #mix(word: number): void {
    this.#low = Math.imul(this.#low ^ word, 0x01000193);
    this.#high = Math.imul(this.#high ^ word, 0x5bd1e995) ^ (this.#high >>> 15);
  }

  #mixText(text: string): void {
    let low = this.#low ^ text.length;
    let high = this.#high;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x5bd1e995) ^ (high >>> 15);
    }
    this.#low = low;
    this.#high = high;
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
