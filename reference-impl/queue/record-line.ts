import { crc32 } from 'node:zlib';
import { type QueueRecord, queueRecordShape } from './queue-record.ts';

const opening = '{"sum":"';
const middle = '","record":';
const closing = '}\n';
const sumLength = 17;
const headLength = opening.length + sumLength + middle.length;

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
  const json = JSON.stringify(record);
  const sum = `${hex(crc32(json))}:${hex(Buffer.byteLength(json))}`;
  return Buffer.from(`${opening}${sum}${middle}${json}${closing}`);
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
  let offset = 0;
  while (offset < file.length) {
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

function recordAt(file: Buffer, offset: number): { record: QueueRecord; end: number } | undefined {
  const start = offset + headLength;
  const head = file.toString('latin1', offset, start);
  const sum = head.slice(opening.length, opening.length + sumLength);
  if (!/^[\da-f]{8}:[\da-f]{8}$/.test(sum) || head !== opening + sum + middle) return undefined;
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
  return value.toString(16).padStart(8, '0');
}
