/** A share as two whole numbers, so that nothing is rounded. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Reads a number as the decimal that it is written as: 0.1 is one tenth, not the nearest double. */
export function fractionOf(value: number): Fraction {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new RangeError(`a share is a number from 0 to 1, not ${value}`);
  const [, whole = '0', decimals = '', exponent = '0'] = match;
  const shift = decimals.length - Number(exponent);
  const digits = BigInt(whole + decimals);
  return shift >= 0
    ? { numerator: digits, denominator: 10n ** BigInt(shift) }
    : { numerator: digits * 10n ** BigInt(-shift), denominator: 1n };
}

/** Compares `part` of `total` with a fraction: negative, zero or positive. */
export function compareRate(part: number, total: number, { numerator, denominator }: Fraction) {
  const difference = BigInt(part) * denominator - numerator * BigInt(total);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The rate in whole percent, a half rounded up. */
export function wholePercent(part: number, total: number): number {
  return Number((200n * BigInt(part) + BigInt(total)) / (2n * BigInt(total)));
}
