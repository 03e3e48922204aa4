import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedToxic } from '../core/toxic.ts';
import { arbitraryChunks, arbitraryRandom } from './arbitrary-toxic.ts';
import { ChainUnderTest } from './chain-under-test.ts';

const frame = { stream: 'downstream', toxicity: 1 } as const;
const latencyOf = (latency: number, name = 'slow'): NamedToxic => ({
  ...frame,
  name,
  type: 'latency',
  attributes: { latency, jitter: 0 },
});
const bandwidthOf = (rate: number): NamedToxic => ({
  ...frame,
  name: 'narrow',
  type: 'bandwidth',
  attributes: { rate },
});
const timeoutOf = (timeout: number): NamedToxic => ({
  ...frame,
  name: 'silence',
  type: 'timeout',
  attributes: { timeout },
});
const limitOf = (bytes: number): NamedToxic => ({
  ...frame,
  name: 'limit',
  type: 'limit_data',
  attributes: { bytes },
});
const bytes = (count: number) => Array.from({ length: count }, (_, index) => index % 251);

describe('latency', () => {
  it('delays each chunk to its own arrival plus the latency, not behind the one before', () => {
    const run = new ChainUnderTest([latencyOf(100)]);
    run.feed([1]);
    run.clock.advance(30);
    run.feed([2]);
    run.clock.advance(1_000);
    expect(run.arrivals).toEqual([
      { atMs: 100, bytes: [1] },
      { atMs: 130, bytes: [2] },
    ]);
  });

  it('adds up with a second latency', () => {
    const run = new ChainUnderTest([latencyOf(100), latencyOf(50, 'slower')]);
    run.feed([1]);
    run.clock.advance(1_000);
    expect(run.arrivals).toEqual([{ atMs: 150, bytes: [1] }]);
  });

  it('stays within the jitter', () => {
    const attributes = { latency: 100, jitter: 40 };
    const jittered: NamedToxic = { ...frame, name: 'it', type: 'latency', attributes };
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (drawn) => {
        // The first draw is the toxicity's, the second the jitter's.
        const run = new ChainUnderTest([jittered], () => drawn);
        run.feed([1]);
        run.clock.advance(1_000);
        expect(run.arrivals[0]?.atMs).toBeGreaterThanOrEqual(60);
        expect(run.arrivals[0]?.atMs).toBeLessThan(140);
      }),
    );
  });
});

describe('bandwidth', () => {
  it('never passes more than its rate and one slice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), arbitraryChunks, (rate, chunks) => {
        const run = new ChainUnderTest([bandwidthOf(rate)]);
        for (const chunk of chunks) run.feed(chunk);
        run.clock.advance(100_000);
        let passed = 0;
        for (const arrival of run.arrivals) {
          passed += arrival.bytes.length;
          expect(passed).toBeLessThanOrEqual(rate * arrival.atMs + 1e-6);
        }
        expect(passed).toBe(chunks.flat().length);
      }),
    );
  });

  it('cuts a long chunk into slices of 100 ms', () => {
    const run = new ChainUnderTest([bandwidthOf(1)]);
    run.feed(bytes(250));
    run.clock.advance(1_000);
    expect(run.arrivals.map(({ atMs, bytes }) => [atMs, bytes.length])).toEqual([
      [100, 100],
      [200, 100],
      [250, 50],
    ]);
  });

  it('holds all data at rate 0 until it is removed', () => {
    const run = new ChainUnderTest([bandwidthOf(0)]);
    run.feed([1, 2]);
    run.clock.advance(100_000);
    expect(run.bytes).toEqual([]);
    run.chain.remove('narrow');
    expect(run.bytes).toEqual([1, 2]);
    expect(run.endedAtMs).toBeUndefined();
  });
});

describe('the toxics that end a stream', () => {
  it('timeout closes after silence only: each dropped chunk begins it anew', () => {
    const run = new ChainUnderTest([timeoutOf(100)]);
    run.clock.advance(90);
    run.feed([1]);
    run.clock.advance(90);
    expect(run.endedAtMs).toBeUndefined();
    run.clock.advance(100);
    expect(run.endedAtMs).toBe(190);
    expect(run.bytes).toEqual([]);
  });

  it('timeout 0 never closes by itself, but its removal does', () => {
    const run = new ChainUnderTest([timeoutOf(0)]);
    run.feed([1]);
    run.clock.advance(1_000_000);
    expect(run.endedAtMs).toBeUndefined();
    run.chain.remove('silence');
    expect(run.endedAtMs).toBe(1_000_000);
  });

  it('slow_close waits anew after an update, and gives the end back when removed', () => {
    const slowOf = (delay: number): NamedToxic => {
      return { ...frame, name: 'it', type: 'slow_close', attributes: { delay } };
    };
    const updated = new ChainUnderTest([slowOf(80)]);
    updated.chain.end();
    updated.clock.advance(40);
    updated.chain.update(slowOf(100));
    updated.clock.advance(1_000);
    expect(updated.endedAtMs).toBe(140);
    const removed = new ChainUnderTest([slowOf(80)]);
    removed.chain.end();
    removed.clock.advance(40);
    removed.chain.remove('it');
    expect(removed.endedAtMs).toBe(40);
  });

  it('slow_close holds back the end only', () => {
    const slow: NamedToxic = {
      ...frame,
      name: 'it',
      type: 'slow_close',
      attributes: { delay: 80 },
    };
    const run = new ChainUnderTest([slow]);
    run.feed([1]);
    run.chain.end();
    expect(run.arrivals).toEqual([{ atMs: 0, bytes: [1] }]);
    run.clock.advance(79);
    expect(run.endedAtMs).toBeUndefined();
    run.clock.advance(1);
    expect(run.endedAtMs).toBe(80);
  });

  it('reset_peer waits for the first chunk, swallows it and ends, even when removed', () => {
    const reset: NamedToxic = {
      ...frame,
      name: 'it',
      type: 'reset_peer',
      attributes: { timeout: 50 },
    };
    const run = new ChainUnderTest([reset]);
    run.clock.advance(1_000);
    expect(run.endedAtMs).toBeUndefined();
    run.feed([1]);
    run.clock.advance(20);
    run.chain.remove('it');
    run.clock.advance(30);
    expect(run.endedAtMs).toBe(1_050);
    expect(run.bytes).toEqual([]);
  });

  it('limit_data passes exactly its bytes, then ends', () => {
    fc.assert(
      fc.property(arbitraryChunks, fc.nat(300), (chunks, limit) => {
        const run = new ChainUnderTest([limitOf(limit)]);
        for (const chunk of chunks) run.feed(chunk);
        const sent = chunks.flat();
        expect(run.bytes).toEqual(sent.slice(0, limit));
        const reached = sent.length > 0 && sent.length >= limit;
        expect(run.endedAtMs).toBe(reached ? 0 : undefined);
      }),
    );
  });

  it('limit_data keeps its count when it is updated', () => {
    const run = new ChainUnderTest([limitOf(10)]);
    run.feed(bytes(6));
    run.chain.update(limitOf(8));
    run.feed(bytes(6));
    expect(run.bytes).toHaveLength(8);
    expect(run.endedAtMs).toBe(0);
  });
});

describe('slicer', () => {
  const slicerOf = (size: number, variation: number, delay: number): NamedToxic => ({
    ...frame,
    name: 'it',
    type: 'slicer',
    attributes: { average_size: size, size_variation: variation, delay },
  });

  it('halves 100 bytes at 10 into 16 slices of 6 or 7', () => {
    const run = new ChainUnderTest([slicerOf(10, 0, 0)]);
    run.feed(bytes(100));
    run.clock.advance(1);
    expect(run.arrivals).toHaveLength(16);
    for (const { bytes } of run.arrivals) expect([6, 7]).toContain(bytes.length);
  });

  it('spaces the slices by its delay, which is in microseconds', () => {
    const run = new ChainUnderTest([slicerOf(1, 0, 500)]);
    run.feed([1, 2, 3, 4]);
    run.clock.advance(10);
    expect(run.arrivals.map(({ atMs }) => atMs)).toEqual([0, 0.5, 1, 1.5]);
  });

  it('makes no slice longer than average plus variation', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, fc.nat(20), arbitraryRandom, (average, more, random) => {
        const variation = Math.min(more, average);
        const run = new ChainUnderTest([slicerOf(average, variation, 0)], random);
        run.feed(bytes(400));
        run.clock.advance(1_000);
        for (const { bytes } of run.arrivals) {
          expect(bytes.length).toBeLessThanOrEqual(average + variation);
        }
      }),
    );
  });
});
