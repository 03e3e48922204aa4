import { constants } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { invalidType, invalidValue, outOfRange } from './argument-error.ts';

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** A path as text, from text, bytes or a file URL. */
export const toPath = (value: unknown, name = 'path'): string => {
  const path =
    value instanceof URL
      ? fileURLToPath(value)
      : isBytes(value)
        ? Buffer.from(value).toString()
        : value;
  if (typeof path !== 'string') {
    throw invalidType(name, 'of type string or an instance of Buffer or URL', value);
  }
  if (path.includes('\0')) {
    throw invalidValue(name, value, 'must be a string, Uint8Array, or URL without null bytes');
  }
  return path;
};

/** A whole number in a range. */
export const toInteger = (
  value: unknown,
  name: string,
  range: { readonly least: number; readonly most: number },
): number => {
  if (typeof value !== 'number') throw invalidType(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < range.least || value > range.most) {
    throw outOfRange(name, `>= ${range.least} && <= ${range.most}`, value);
  }
  return value;
};

/** A descriptor. */
export const toDescriptor = (value: unknown): number =>
  toInteger(value, 'fd', { least: 0, most: 2 ** 31 - 1 });

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_SYNC } = constants;

const flagsByName: Readonly<Record<string, number>> = {
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  sr: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  wx: O_WRONLY | O_CREAT | O_TRUNC | O_EXCL,
  xw: O_WRONLY | O_CREAT | O_TRUNC | O_EXCL,
  'w+': O_RDWR | O_CREAT | O_TRUNC,
  'wx+': O_RDWR | O_CREAT | O_TRUNC | O_EXCL,
  'xw+': O_RDWR | O_CREAT | O_TRUNC | O_EXCL,
  a: O_WRONLY | O_CREAT | O_APPEND,
  ax: O_WRONLY | O_CREAT | O_APPEND | O_EXCL,
  xa: O_WRONLY | O_CREAT | O_APPEND | O_EXCL,
  as: O_WRONLY | O_CREAT | O_APPEND | O_SYNC,
  sa: O_WRONLY | O_CREAT | O_APPEND | O_SYNC,
  'a+': O_RDWR | O_CREAT | O_APPEND,
  'ax+': O_RDWR | O_CREAT | O_APPEND | O_EXCL,
  'xa+': O_RDWR | O_CREAT | O_APPEND | O_EXCL,
  'as+': O_RDWR | O_CREAT | O_APPEND | O_SYNC,
  'sa+': O_RDWR | O_CREAT | O_APPEND | O_SYNC,
};

/** Flags of `open`, from text or a number. */
export const toFlags = (value: unknown, fallback = 'r'): number => {
  if (typeof value === 'number') {
    return toInteger(value, 'flags', { least: -(2 ** 31), most: 2 ** 31 - 1 });
  }
  const flags = flagsByName[typeof value === 'string' ? value : value == null ? fallback : ''];
  if (flags === undefined) throw invalidValue('flags', value);
  return flags;
};

/** Permission bits, from a number or octal text. */
export const toMode = (value: unknown, fallback: number, name = 'mode'): number => {
  if (value == null) return fallback;
  if (typeof value === 'string') {
    if (!/^[0-7]+$/.test(value)) {
      throw invalidValue(name, value, 'must be a 32-bit unsigned integer or an octal string');
    }
    return Number.parseInt(value, 8);
  }
  return toInteger(value, name, { least: 0, most: 2 ** 32 - 1 });
};

/** Options as an object: `fs` takes an encoding in their place. */
export const toOptions = (value: unknown): Readonly<Record<string, unknown>> => {
  if (value == null || typeof value === 'function') return {};
  if (typeof value === 'string') return { encoding: toEncoding(value) };
  if (typeof value !== 'object') {
    throw invalidType('options', 'one of type string or object', value);
  }
  // Any object may be asked for any property.
  const options = value as Readonly<Record<string, unknown>>;
  toEncoding(options.encoding);
  return options;
};

/** An encoding that Node knows; null or undefined means bytes or the default. */
export const toEncoding = (value: unknown): BufferEncoding | 'buffer' | undefined => {
  if (value == null) return undefined;
  if (value === 'buffer') return 'buffer';
  if (typeof value === 'string' && Buffer.isEncoding(value)) return value;
  throw invalidValue('encoding', value, 'is invalid encoding');
};

/** The bytes of a buffer, a view or a text. */
export const toBytes = (value: unknown, name: string, encoding?: unknown): Buffer => {
  if (typeof value === 'string') {
    const known = toEncoding(encoding);
    return Buffer.from(value, known === 'buffer' ? 'utf8' : known);
  }
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  const expected = 'of type string or an instance of Buffer, TypedArray, or DataView';
  throw invalidType(name, expected, value);
};

/** A position in a file; undefined means where the descriptor stands. */
export const toPosition = (value: unknown): number | undefined => {
  if (typeof value === 'bigint') return value < 0n ? undefined : Number(value);
  return typeof value === 'number' && value >= 0 ? value : undefined;
};

/** A time in ms, from seconds, their text, or a date. */
export const toTimeMs = (value: unknown, name: string): number => {
  if (value instanceof Date) return value.getTime();
  const seconds = typeof value === 'string' ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isFinite(seconds)) return seconds * 1000;
  throw invalidType(name, 'of type number or an instance of Date', value);
};
