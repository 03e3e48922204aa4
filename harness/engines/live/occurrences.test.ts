import { expect, test } from 'vitest';
import { createOccurrences } from './occurrences.ts';

const never = new AbortController().signal;
const phaseOf = (nth: number, phase: 'attempted' | 'delivered' | 'answered', link = 'a>b') => ({
  link,
  nth,
  phase,
  atMs: 0,
});
const signalOf = (name: string, value: Record<string, number>) =>
  ({ type: 'signal', atMs: 0, role: 'a', life: 0, name, value }) as const;

/** Whether a promise has settled by the next turn of the event loop. */
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return done;
};

test('the nth exchange is counted from the start of the workload, link by link', async () => {
  const occurrences = createOccurrences();
  for (const nth of [1, 2]) occurrences.phase(phaseOf(nth, 'attempted'), true);
  const second = occurrences.occurs({ link: 'a>b', nth: 2, phase: 'delivered' }, never);
  occurrences.phase(phaseOf(3, 'delivered'), false);
  occurrences.phase(phaseOf(4, 'attempted'), false);
  occurrences.phase(phaseOf(2, 'delivered', 'c>d'), false);
  expect(await settled(second)).toBe(false);
  occurrences.phase(phaseOf(4, 'delivered'), false);
  expect(await settled(second)).toBe(true);
});

test('a condition that was met before anybody asked is met', async () => {
  const occurrences = createOccurrences();
  occurrences.phase(phaseOf(1, 'answered'), false);
  occurrences.event(signalOf('tea', { cups: 2 }));
  await occurrences.occurs({ link: 'a>b', nth: 1, phase: 'answered' }, never);
  await occurrences.occurs({ signal: 'tea', where: { cups: 2 } }, never);
});

test('a signal has to have the named values', async () => {
  const occurrences = createOccurrences();
  const two = occurrences.occurs({ signal: 'tea', where: { cups: 2 } }, never);
  occurrences.event(signalOf('tea', { cups: 1 }));
  occurrences.event(signalOf('milk', { cups: 2 }));
  expect(await settled(two)).toBe(false);
  occurrences.event(signalOf('tea', { cups: 2, sugar: 1 }));
  expect(await settled(two)).toBe(true);
});

test('waiting ends with the reason of the abort', async () => {
  const stop = new AbortController();
  const waiting = createOccurrences().occurs({ signal: 'tea' }, stop.signal);
  stop.abort(new Error('closed'));
  await expect(waiting).rejects.toThrow('closed');
});
