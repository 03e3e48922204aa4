import type { Clock } from '../toxics/clock.ts';

interface RealTimer {
  handle: NodeJS.Timeout | NodeJS.Immediate | undefined;
}

/** Time as it is, with timers that never run early and can be shorter than a millisecond. */
export const realClock: Clock = {
  nowMs: () => performance.now(),
  setTimeout: (run, delayMs) => {
    const timer: RealTimer = { handle: undefined };
    const dueMs = performance.now() + delayMs;
    const arm = () => {
      const leftMs = dueMs - performance.now();
      if (leftMs <= 0) {
        timer.handle = undefined;
        run();
      } else if (delayMs < 1) {
        // Node's timers know whole milliseconds only; turns of the event loop are much shorter.
        timer.handle = setImmediate(arm);
      } else {
        // Node counts from the start of the turn, so a timer can come up to 1 ms too soon.
        timer.handle = setTimeout(arm, Math.ceil(leftMs));
      }
    };
    timer.handle = delayMs < 1 ? setImmediate(arm) : setTimeout(arm, Math.ceil(delayMs));
    return timer;
  },
  clearTimeout: (timer) => {
    // Only this clock makes timers for itself.
    const { handle } = timer as RealTimer;
    if (handle === undefined) return;
    if ('refresh' in handle) clearTimeout(handle);
    else clearImmediate(handle);
  },
};
