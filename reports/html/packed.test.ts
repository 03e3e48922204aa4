import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packRows, unpackRows } from './packed.ts';

const row = fc.record(
  {
    atMs: fc.integer(),
    link: fc.constantFrom('web>core', 'core>prime', '</script>'),
    status: fc.oneof(fc.nat(), fc.string()),
    steps: fc.array(fc.nat(), { maxLength: 3 }),
    marked: fc.constant(true),
  },
  { requiredKeys: [] },
);

test('rows that were packed and sent as JSON come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(unpackRows(JSON.parse(JSON.stringify(packRows(rows))))).toEqual(rows);
    }),
  );
});

test('a value that occurs often is stored once', () => {
  const rows = Array.from({ length: 1000 }, () => ({
    link: 'a-rather-long-name>another-long-name',
  }));
  expect(JSON.stringify(packRows(rows)).length).toBeLessThan(3000);
});
