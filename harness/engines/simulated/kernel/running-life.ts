import type { Life } from '../host/life.ts';

let running: Life | null = null;

/**
 * The life whose event is being delivered, or null outside of the simulation. A plain variable is
 * enough: continuations run only inside the drain of the event that caused them.
 */
export const runningLife = (): Life | null => running;

/** Makes a life the running one; returns the one before, to be put back. */
export const enterLife = (life: Life | null): Life | null => {
  const before = running;
  running = life;
  return before;
};

/** Runs a function as nobody: what it does reaches the real machine. */
export const asNobody = <Result>(run: () => Result): Result => {
  const before = enterLife(null);
  try {
    return run();
  } finally {
    enterLife(before);
  }
};
