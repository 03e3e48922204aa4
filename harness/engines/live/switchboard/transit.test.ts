import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTransit } from './transit.ts';

it('keeps count of bytes, whatever the chunks on either side', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 50 });
  fc.assert(
    fc.property(sizes, fc.array(fc.integer({ min: 1, max: 1000 })), (ins, outs) => {
      const transit = createTransit();
      for (const bytes of ins) transit.enter(bytes, 0);
      const total = ins.reduce((sum, bytes) => sum + bytes, 0);
      let left = 0;
      for (const wanted of outs) {
        const bytes = Math.min(wanted, total - left);
        if (bytes === 0) break;
        left += bytes;
        expect(transit.leave(bytes, 5).delayMs).toBe(5);
        expect(transit.left).toBe(left);
      }
      expect(transit.entered).toBe(total);
    }),
  );
});

it('tells how long a chunk took, and whether it came whole', () => {
  const transit = createTransit();
  transit.enter(10, 100);
  transit.enter(10, 150);
  expect(transit.leave(4, 160)).toMatchObject({ delayMs: 60, wholeChunk: false });
  expect(transit.leave(6, 170)).toMatchObject({ delayMs: 70, wholeChunk: true });
  expect(transit.leave(10, 170)).toMatchObject({ delayMs: 20, wholeChunk: true });
});

it('stays bounded: what waits for long is told less finely', () => {
  const transit = createTransit();
  for (let index = 0; index < 10_000; index++) transit.enter(1, index);
  expect(transit.leave(10_000, 20_000)).toMatchObject({ bytes: 10_000, wholeChunk: true });
});
