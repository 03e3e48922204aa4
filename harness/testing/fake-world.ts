import FakeTimers from '@sinonjs/fake-timers';
import type { Operation, QueueState } from '../core/client.ts';
import type { World } from '../core/engine.ts';
import type { When } from '../core/fault.ts';
import type { EventDraft } from '../core/history.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Ports } from '../core/ports.ts';

/** How the pretended stack behaves. */
export interface FakeStack {
  /** The outcome of an operation; called at its start. */
  readonly answer: (operation: Operation, attempt: number) => Outcome;
  /** What the queue holds, read by read; the last one repeats. `undefined` = no answer. */
  readonly reads: readonly (QueueState | undefined)[];
  /** When a condition is met, ms after its wait began; undefined = never. */
  readonly occursAfterMs?: (when: When) => number | undefined;
}

/** A world in virtual time that keeps what was recorded; `run` drives it to the end. */
export interface FakeWorld {
  readonly world: World;
  readonly events: EventDraft[];
  run<T>(main: (world: World) => Promise<T>): Promise<T>;
}

/** Creates a world without processes, sockets or real time: the driver's own tests stand on it. */
export const createFakeWorld = (stack: FakeStack, ports: Partial<Ports> = {}): FakeWorld => {
  const clock = FakeTimers.createClock();
  const events: EventDraft[] = [];
  let zeroAtMs: number | undefined;
  let sent = 0;
  let reads = 0;
  const nowMs = () => (zeroAtMs === undefined ? -1 : clock.now - zeroAtMs);
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = clock.setTimeout(() => resolve(), Math.max(0, ms));
      signal?.addEventListener('abort', () => {
        clock.clearTimeout(timer);
        reject(signal.reason);
      });
    });
  const carryOut = async (operation: Operation) => {
    await sleep(operation.atMs);
    const base = { operation: operation.id, atMs: nowMs() };
    const { kind, conversation, id: key } = operation;
    const intendedAtMs = operation.atMs;
    events.push({ type: 'invoke', ...base, kind, conversation, key, textSha: '', intendedAtMs });
    sent += 1;
    events.push({ type: 'complete', ...base, outcome: stack.answer(operation, sent) });
  };
  const world: World = {
    toxiproxy: null,
    // A test names the ports that its faults use; another one fails loudly as undefined.
    ports: ports as Ports,
    nowMs,
    begin: () => {
      zeroAtMs = clock.now;
    },
    sleep,
    occurs: (when, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        const afterMs = stack.occursAfterMs?.(when);
        if (afterMs !== undefined) clock.setTimeout(() => resolve(), afterMs);
      }),
    load: async (operations) => void (await Promise.all(operations.map(carryOut))),
    drain: async () => {
      const state = stack.reads[Math.min(reads, stack.reads.length - 1)];
      reads += 1;
      if (state === undefined) throw new Error('no answer');
      return state;
    },
    events: () => events,
    record: (event) => void events.push(event),
    finish: async () => {},
  };
  const run = async <T>(main: (world: World) => Promise<T>): Promise<T> => {
    let ended = false;
    const result = main(world).finally(() => {
      ended = true;
    });
    // Handled below; a rejection must not count as unhandled meanwhile.
    result.catch(() => {});
    for (let step = 0; !ended && step < 100_000; step++) await clock.nextAsync();
    return result;
  };
  return { world, events, run };
};
