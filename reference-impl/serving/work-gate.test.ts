import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createWorkGate } from './work-gate.ts';

test('a gate is drained when the last piece of work is over, and not before', async () => {
  const gate = createWorkGate();
  const first = gate.enter();
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = gate.hold(promise);
  let isDrained = false;
  const drained = gate.drained().then(() => {
    isDrained = true;
  });
  first();
  first();
  await turn();
  expect(isDrained).toBe(false);
  resolve();
  await held;
  await drained;
  await gate.drained();
});

test('work that fails is over too', async () => {
  const gate = createWorkGate();
  await expect(gate.hold(Promise.reject(new Error('no')))).rejects.toThrow('no');
  await gate.drained();
});
