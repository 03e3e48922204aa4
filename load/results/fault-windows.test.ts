import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultDrafts, loadHistory } from '../testing/load-history.ts';
import { faultBands, faultWindows, isIn } from './fault-windows.ts';

const band = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 50 }))
  .map(([fromMs, lengthMs]) => ({ fromMs, toMs: fromMs + lengthMs }));

test('every instant is in exactly one window, and in the fault’s own while any is at work', () => {
  fc.assert(
    fc.property(
      fc.array(band, { maxLength: 4 }),
      fc.integer({ min: -20, max: 200 }),
      (bands, atMs) => {
        const inside = faultWindows(bands).filter((window) => isIn(window, atMs));
        expect(inside).toHaveLength(1);
        const atWork = bands.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
        if (atWork) expect(inside[0]?.name).toBe('during');
        if (bands.length === 0) expect(inside[0]?.name).toBe('whole');
      },
    ),
  );
});

test('a fault that was not healed lasts to the end', () => {
  const [injected] = faultDrafts('kill', 20, 0);
  const history = loadHistory([{ startMs: 10 }, { startMs: 70 }], injected ? [injected] : []);
  expect(faultBands(history)).toEqual([
    { id: 1, fault: 'kill', target: 'core', fromMs: 20, toMs: 75 },
  ]);
});
