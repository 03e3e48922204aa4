import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHeap } from './event-heap.ts';
import { Kernel, LivelockError } from './kernel.ts';
import type { Owner, Runner } from './owner.ts';
import { realTurn } from './real-turn.ts';
import { isBefore, type ScheduledEvent } from './scheduled-event.ts';
import { firstDifference, Trace } from './trace.ts';

const runnerNamed = (hostName: string) => ({
  hostName,
  dead: false,
  suspended: false,
  busyUntilMs: 0,
  backlog: [] as ScheduledEvent[],
  wake: undefined as ScheduledEvent | undefined,
  failures: [] as unknown[],
  rested: () => {},
  fail(error: unknown) {
    this.failures.push(error);
  },
});

const laneOf = (runner: Runner, lane: number): Owner => ({ lane, runner });

const makeKernel = (options: { salt?: number; costMs?: number; events?: number } = {}) => {
  const entered: (string | null)[] = [];
  const kernel = new Kernel({
    salt: options.salt ?? 1,
    trace: new Trace(true),
    budget: { events: options.events ?? 10_000, eventsAtOnce: 500 },
    handlerCostMs: () => options.costMs ?? 0,
    enter: (runner) => entered.push(runner?.hostName ?? null),
  });
  return { kernel, entered };
};

const forever = Number.POSITIVE_INFINITY;
const never = () => false;

describe('the event heap', () => {
  it('gives events back in their order, whatever the order they came in', () => {
    const owner: Owner = { lane: 0, runner: null };
    const event = fc.record({ timeMs: fc.integer({ min: 0, max: 5 }), tie: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(event), (drafts) => {
        const heap = new EventHeap();
        const events = drafts.map((draft, seq) => ({ ...draft, seq, owner, run: () => {} }));
        for (const one of events) heap.push(one);
        const popped = events.map(() => heap.pop());
        const sorted = events.toSorted((one, other) => (isBefore(one, other) ? -1 : 1));
        expect(popped).toEqual(sorted);
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });
});

describe('the kernel', () => {
  it('passes time only from event to event, and to the end of a run', () => {
    const { kernel } = makeKernel();
    const owner = laneOf(runnerNamed('a'), 1);
    const seen: number[] = [];
    for (const delayMs of [30, 10, 20]) kernel.after(delayMs, owner, () => seen.push(kernel.nowMs));
    kernel.runUntil(25, never);
    expect([seen, kernel.nowMs]).toEqual([[10, 20], 25]);
    kernel.runUntil(forever, never);
    expect([seen, kernel.nowMs]).toEqual([[10, 20, 30], 30]);
  });

  it('keeps the order of one lane at one instant, and mixes lanes by the seed', () => {
    const orders = new Set<string>();
    for (let salt = 0; salt < 20; salt++) {
      const { kernel } = makeKernel({ salt });
      const seen: string[] = [];
      const lanes = ['a', 'b'].map((name, index) => laneOf(runnerNamed(name), index + 1));
      for (const step of [1, 2, 3]) {
        for (const lane of lanes) {
          kernel.at(5, lane, () => seen.push(`${lane.runner?.hostName}${step}`));
        }
      }
      kernel.runUntil(forever, never);
      expect(seen.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
      orders.add(seen.join());
    }
    expect(orders.size).toBe(2);
  });

  it('runs ticks and promise jobs of an event before the next event', async () => {
    const { kernel } = makeKernel();
    const owner = laneOf(runnerNamed('a'), 1);
    const seen: string[] = [];
    kernel.at(1, owner, () => {
      void Promise.resolve().then(() => process.nextTick(() => seen.push('tick')));
      process.nextTick(() => queueMicrotask(() => seen.push('job')));
    });
    kernel.at(1, owner, () => seen.push('next event'));
    // Promise jobs do not nest: a run must begin outside of one.
    await realTurn(() => kernel.runUntil(forever, never));
    expect(seen).toEqual(['job', 'tick', 'next event']);
  });

  it('lets later events of a busy loop wait, in order, and those of others pass', () => {
    const { kernel } = makeKernel({ costMs: 10 });
    const [busy, other] = [laneOf(runnerNamed('busy'), 1), laneOf(runnerNamed('other'), 2)];
    const seen: [string, number][] = [];
    const say = (name: string) => () => seen.push([name, kernel.nowMs]);
    kernel.at(1, busy, say('first'));
    kernel.at(2, busy, say('second'));
    kernel.at(3, busy, say('third'));
    kernel.at(4, other, say('other'));
    kernel.runUntil(forever, never);
    expect(seen).toEqual([
      ['first', 1],
      ['other', 4],
      ['second', 11],
      ['third', 21],
    ]);
  });

  it('holds the events of a suspended runner until it is released, and drops cancelled ones', () => {
    const { kernel } = makeKernel();
    const runner = runnerNamed('a');
    const owner = laneOf(runner, 1);
    const seen: string[] = [];
    runner.suspended = true;
    kernel.at(1, owner, () => seen.push('one'));
    const cancelled = kernel.at(2, owner, () => seen.push('cancelled'));
    kernel.at(3, owner, () => seen.push('three'));
    kernel.runUntil(10, never);
    expect(seen).toEqual([]);
    kernel.cancel(cancelled);
    runner.suspended = false;
    kernel.release(runner);
    kernel.runUntil(10, never);
    expect(seen).toEqual(['one', 'three']);
  });

  it('never runs anything of a dead runner', () => {
    const { kernel } = makeKernel();
    const runner = runnerNamed('a');
    const owner = laneOf(runner, 1);
    const seen: string[] = [];
    kernel.at(1, owner, () => {
      seen.push('last');
      runner.dead = true;
    });
    kernel.at(2, owner, () => seen.push('late'));
    kernel.runUntil(5, never);
    kernel.perform(owner, () => seen.push('performed'));
    expect(seen).toEqual(['last']);
  });

  it('gives what an event throws to its runner, and goes on', () => {
    const { kernel, entered } = makeKernel();
    const runner = runnerNamed('a');
    kernel.at(1, laneOf(runner, 1), () => {
      throw new Error('thrown');
    });
    kernel.at(2, laneOf(runner, 1), () => {});
    kernel.runUntil(forever, never);
    expect(runner.failures).toHaveLength(1);
    expect(entered).toEqual(['a', null, 'a', null]);
  });

  it('ends a livelock with an error that tells what to look for', () => {
    const { kernel } = makeKernel();
    const owner = laneOf(runnerNamed('a'), 1);
    const again = () => void kernel.after(0, owner, again);
    again();
    expect(() => kernel.runUntil(forever, never)).toThrow(LivelockError);
    const { kernel: other } = makeKernel({ events: 100 });
    const later = () => void other.after(1, owner, later);
    later();
    expect(() => other.runUntil(forever, never)).toThrow('more than 100 events');
  });

  it('stops after the event that makes the condition true', () => {
    const { kernel } = makeKernel();
    const owner = laneOf(runnerNamed('a'), 1);
    for (const atMs of [1, 2, 3]) kernel.at(atMs, owner, () => {});
    expect(kernel.runUntil(forever, () => kernel.nowMs >= 2)).toBe(true);
    expect([kernel.nowMs, kernel.pending]).toEqual([2, 1]);
  });
});

describe('the trace', () => {
  it('has another hash when any line differs, or their order does', () => {
    const line = fc.tuple(fc.nat(3), fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y'));
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (one, other) => {
        const hash = (lines: readonly [number, string, string][]) => {
          const trace = new Trace(false);
          for (const [atMs, host, what] of lines) trace.note(atMs, host, what);
          return trace.hash();
        };
        expect(hash(one) === hash(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('finds the first difference of two kept traces, with both sides', () => {
    expect(firstDifference(['a', 'b'], ['a', 'b'])).toBeUndefined();
    expect(firstDifference(['a', 'b'], ['a', 'c'])).toEqual({ index: 1, one: 'b', other: 'c' });
    expect(firstDifference(['a'], ['a', 'c'])).toEqual({ index: 1, other: 'c' });
  });
});
