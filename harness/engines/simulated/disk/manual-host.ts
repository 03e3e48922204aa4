import { createRng } from '../../../core/rng.ts';
import type { DiskEvent, DiskHost } from './disk-host.ts';

/** A host for tests: virtual time that goes on only when told to. */
export interface ManualHost extends DiskHost {
  readonly events: readonly DiskEvent[];
  /** Runs what is due, in order of time, until nothing is left or `untilMs` is reached. */
  advance(untilMs?: number): Promise<void>;
  /** Ends the process: what it waits for never comes. */
  die(): void;
  /** Called at the beginning of every system call with its number, from 1. */
  onCall(hook: (call: number) => void): void;
}

interface Due {
  readonly atMs: number;
  readonly run: () => void;
}

const epochMs = 1_700_000_000_000;
const turnsMost = 1_000_000;

/** One turn of the real event loop: promises and streams of the program go on meanwhile. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Makes a host whose clock stands still between events. */
export const createManualHost = (seed = 1): ManualHost => {
  let due: Due[] = [];
  let timeMs = 0;
  let calls = 0;
  let hook: (call: number) => void = () => {};
  const events: DiskEvent[] = [];
  const next = (untilMs: number): Due | undefined => {
    const [first, ...rest] = due.toSorted((one, other) => one.atMs - other.atMs);
    if (first === undefined || first.atMs > untilMs) return undefined;
    due = rest;
    return first;
  };
  return {
    events,
    random: createRng(seed, 'disk'),
    costMs: (operation) => (operation === 'fsync' ? 2 : 0.05),
    nowMs: () => epochMs + timeMs,
    holdUp: (delayMs) => {
      timeMs += delayMs;
    },
    later: (delayMs, run) => {
      due.push({ atMs: timeMs + delayMs, run });
    },
    record: (event) => {
      events.push(event);
      if (event.phase !== 'begin') return;
      calls += 1;
      hook(calls);
    },
    onCall: (wanted) => {
      hook = wanted;
    },
    die: () => {
      due = [];
    },
    advance: async (untilMs = Number.POSITIVE_INFINITY) => {
      await turn();
      for (let turns = 0; turns < turnsMost; turns++) {
        const event = next(untilMs);
        if (event === undefined) break;
        timeMs = Math.max(timeMs, event.atMs);
        event.run();
        await turn();
      }
      if (Number.isFinite(untilMs)) timeMs = Math.max(timeMs, untilMs);
    },
  };
};
