import { expect, it } from 'vitest';
import { median, table } from './table.ts';

it('takes the middle value, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 9, 2])).toBe(3);
});

it('shows median, range and ratio, and a dash for what was not measured', () => {
  const column = {
    title: 'MB/s',
    better: 'more',
    values: { embedded: [3, 1, 2], real: [1] },
  } as const;
  const values = { embedded: [...column.values.embedded], real: [...column.values.real] };
  const targets = [{ name: 'direct' }, { name: 'embedded' }, { name: 'real' }];
  const lines = table([{ ...column, values }], targets);
  expect(lines[1]).toMatch(/^MB\/s \(more is better\) +– +2 \(1–3\) +1 \(1–1\) +2\.00×$/);
});
