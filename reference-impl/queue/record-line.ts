import { crc32 } from 'node:zlib';
import { type QueueRecord, queueRecordShape } from './queue-record.ts';

const opening = '{"sum":"';
const middle = '","record":';
const closing = '}\n';
const lineBreak = 0x0a;
const hexLength = 8;
const sumLength = 2 * hexLength + 1;
const headLength = opening.length + sumLength + middle.length;
const head = Buffer.from(`${opening}${'-'.repeat(hexLength)}:${'-'.repeat(hexLength)}${middle}`);
const tail = Buffer.from(closing);
const zero = 0x30;
const tenBelowA = 0x61 - 10;

/** Bytes of the file that belong to no whole record. */
export interface Damage {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Writes a record as one line of JSON. `sum` is the CRC-32 and the length of what follows, so that a
 * reader finds the end of a record without trusting the line break after it.
 */
export function encodeRecord(record: QueueRecord): Buffer {
  return encodeRecords([record]);
}

/** Writes records as lines, one after the other, with one buffer for all of them. */
export function encodeRecords(records: readonly QueueRecord[]): Buffer {
  const texts = records.map((record) => JSON.stringify(record));
  let bytes = 0;
  for (const text of texts) bytes += headLength + Buffer.byteLength(text) + closing.length;
  const lines = Buffer.allocUnsafe(bytes);
  let end = 0;
  for (const text of texts) end = putLine(lines, end, text);
  return lines;
}

/** The text goes in first: its checksum and length are those of its bytes. */
function putLine(lines: Buffer, offset: number, text: string): number {
  const start = offset + headLength;
  const end = start + lines.write(text, start);
  lines.set(head, offset);
  putHex(lines, offset + opening.length, crc32(lines.subarray(start, end)));
  putHex(lines, offset + opening.length + hexLength + 1, end - start);
  lines.set(tail, end);
  return end + tail.length;
}

/** Digit by digit: as texts they would cost more than all the rest of a line. */
function putHex(bytes: Buffer, offset: number, value: number): void {
  for (let digit = 0; digit < hexLength; digit += 1) {
    const nibble = (value >>> (4 * (hexLength - 1 - digit))) & 0xf;
    bytes[offset + digit] = nibble + (nibble < 10 ? zero : tenBelowA);
  }
}

/**
 * Reads all whole records and says which bytes are none. Inside a record quotes are escaped, so the
 * opening of a record stands nowhere else, and reading goes on after any damage.
 */
export function decodeRecords(file: Buffer): {
  readonly records: QueueRecord[];
  readonly damages: Damage[];
} {
  const records: QueueRecord[] = [];
  const damages: Damage[] = [];
  const contentEnd = endOfContent(file);
  let offset = 0;
  while (offset < contentEnd) {
    const found = recordAt(file, offset);
    if (found) records.push(found.record);
    const end = found?.end ?? offset;
    if (found && file.toString('latin1', end, end + closing.length) === closing) {
      offset = end + closing.length;
      continue;
    }
    const next = file.indexOf(opening, found ? end : offset + 1);
    offset = next < 0 ? file.length : next;
    if (offset > end) addDamage(damages, { offset: end, bytes: offset - end });
  }
  return { records, damages };
}

/**
 * What a file holds without the line breaks that reserve room at its end. They were chosen because
 * no accident leaves them there, as it does zeros: those are damage.
 */
export function withoutReserve(file: Buffer): Buffer {
  const end = endOfContent(file);
  return file.subarray(0, end === 0 ? 0 : end + 1);
}

function endOfContent(file: Buffer): number {
  let end = file.length;
  while (end > 0 && file[end - 1] === lineBreak) end -= 1;
  return end;
}

function recordAt(file: Buffer, offset: number): { record: QueueRecord; end: number } | undefined {
  const start = offset + headLength;
  const found = file.toString('latin1', offset, start);
  const sum = found.slice(opening.length, opening.length + sumLength);
  if (!/^[\da-f]{8}:[\da-f]{8}$/.test(sum) || found !== opening + sum + middle) return undefined;
  const end = start + Number.parseInt(sum.slice(9), 16);
  const json = file.subarray(start, end);
  if (end > file.length || hex(crc32(json)) !== sum.slice(0, 8)) return undefined;
  const parsed = queueRecordShape.safeParse(jsonOf(json.toString('utf8')));
  return parsed.success ? { record: parsed.data, end } : undefined;
}

/** A right checksum says that the bytes are those that were written, not who wrote them. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function addDamage(damages: Damage[], damage: Damage): void {
  const last = damages.at(-1);
  if (last && last.offset + last.bytes === damage.offset) {
    damages[damages.length - 1] = { offset: last.offset, bytes: last.bytes + damage.bytes };
  } else {
    damages.push(damage);
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(hexLength, '0');
}
