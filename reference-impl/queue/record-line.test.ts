import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QueueRecord } from './queue-record.ts';
import { decodeRecords, encodeRecord, withoutReserve } from './record-line.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('{"sum":"', '}\n{"sum":"0', '\n', '\u2028'),
);
const anyRecord: fc.Arbitrary<QueueRecord> = fc.oneof(
  fc.record({ type: fc.constant('accepted' as const), id: text, text, atMs: fc.nat() }),
  fc.record({
    type: fc.constant('inFlight' as const),
    id: text,
    attempt: fc.nat(),
    atMs: fc.nat(),
  }),
  fc.record({ type: fc.constant('dead' as const), id: text, reason: text, atMs: fc.nat() }),
);

test('what is written is read back, and every line is JSON', () => {
  fc.assert(
    fc.property(fc.array(anyRecord), (records) => {
      const lines = records.map(encodeRecord);
      const file = Buffer.concat(lines);
      expect(decodeRecords(file)).toEqual({ records, damages: [] });
      for (const [n, line] of lines.entries()) {
        expect(JSON.parse(line.toString()).record).toEqual(records[n]);
      }
    }),
  );
});

test('G12: a file cut at any byte loses the cut record only, and says how many bytes that were', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 1 }), fc.nat(), (records, anywhere) => {
      const lines = records.map(encodeRecord);
      const file = Buffer.concat(lines);
      const cutAt = anywhere % file.length;
      const read = decodeRecords(file.subarray(0, cutAt));
      const whole = read.records.length;
      expect(read.records).toEqual(records.slice(0, whole));
      const wholeBytes = lines.slice(0, whole).reduce((sum, line) => sum + line.length, 0);
      // Cut between a record and its line break, the record itself is whole.
      expect(cutAt - wholeBytes).toBeGreaterThanOrEqual(-2);
      expect(lines[whole] === undefined || cutAt < wholeBytes + lines[whole].length - 2).toBe(true);
      const damaged = read.damages.reduce((sum, damage) => sum + damage.bytes, 0);
      if (cutAt > wholeBytes) expect(damaged).toBe(cutAt - wholeBytes);
    }),
    { numRuns: 500 },
  );
});

test('G12: damaged bytes anywhere lose only the records that they touch, and are reported', () => {
  const blow = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }) });
  fc.assert(
    fc.property(
      fc.array(anyRecord, { minLength: 1 }),
      fc.array(blow, { minLength: 1, maxLength: 4 }),
      (records, blows) => {
        const lines = records.map(encodeRecord);
        const sound = Buffer.concat(lines);
        const file = Buffer.from(sound);
        for (const { at, bytes } of blows)
          file.set(bytes.slice(0, file.length - (at % file.length)), at % file.length);
        const read = decodeRecords(file);
        const untouched: QueueRecord[] = [];
        let offset = 0;
        for (const [n, line] of lines.entries()) {
          const end = offset + line.length - 2; // without what only separates records
          const same = file.subarray(offset, end).equals(sound.subarray(offset, end));
          const record = records[n];
          if (same && record) untouched.push(record);
          offset += line.length;
        }
        expect(read.records).toEqual(untouched);
        expect(read.damages.length > 0).toBe(!file.equals(sound));
      },
    ),
    { numRuns: 500 },
  );
});

test('line breaks behind the last record are room; zeros, and room behind half a record, are not', () => {
  fc.assert(
    fc.property(fc.array(anyRecord), fc.integer({ min: 1, max: 5000 }), (records, bytes) => {
      const lines = Buffer.concat(records.map(encodeRecord));
      const room = Buffer.alloc(bytes, '\n');
      const file = Buffer.concat([lines, room]);
      expect(decodeRecords(file)).toEqual({ records, damages: [] });
      expect(withoutReserve(file).equals(lines)).toBe(true);
      const zeros = decodeRecords(Buffer.concat([lines, Buffer.alloc(bytes)]));
      expect(zeros).toEqual({ records, damages: [{ offset: lines.length, bytes }] });
      const half = decodeRecords(Buffer.concat([lines, Buffer.from('{"sum":"'), room]));
      expect(half).toEqual({ records, damages: [{ offset: lines.length, bytes: 8 + bytes }] });
    }),
  );
});
