import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toxicTypes } from '../core/toxic.ts';
import { arbitraryChunks, arbitraryRandom, arbitraryToxic } from './arbitrary-toxic.ts';
import { ChainUnderTest } from './chain-under-test.ts';

const LONG_MS = 1_000_000;
const swallowing = new Set<string>(['timeout', 'reset_peer', 'limit_data']);

/** Feeds all chunks with pauses between them, ends, and lets all time pass. */
function play(run: ChainUnderTest, chunks: readonly number[][], gapMs: number): void {
  for (const chunk of chunks) {
    run.feed(chunk);
    run.clock.advance(gapMs);
  }
  run.chain.end();
  run.clock.advance(LONG_MS);
}

describe.each(toxicTypes)('toxic %s', (type) => {
  const toxic = arbitraryToxic(type, 'it');
  const gapMs = fc.nat(200);

  it('never loses the end of the stream', () => {
    fc.assert(
      fc.property(toxic, arbitraryChunks, arbitraryRandom, gapMs, (one, chunks, random, gap) => {
        const run = new ChainUnderTest([one], random);
        play(run, chunks, gap);
        expect(run.endedAtMs).toBeDefined();
        expect(run.clock.timers).toBe(0);
      }),
    );
  });

  it('passes a prefix of the bytes in order, all of them unless it is there to swallow', () => {
    fc.assert(
      fc.property(toxic, arbitraryChunks, arbitraryRandom, gapMs, (one, chunks, random, gap) => {
        const run = new ChainUnderTest([one], random);
        play(run, chunks, gap);
        const sent = chunks.flat();
        const received = run.bytes;
        expect(received).toEqual(sent.slice(0, received.length));
        if (!swallowing.has(type)) expect(received).toHaveLength(sent.length);
      }),
    );
  });

  it('does nothing to a connection that its toxicity spares', () => {
    fc.assert(
      fc.property(toxic, arbitraryChunks, (one, chunks) => {
        const run = new ChainUnderTest([{ ...one, toxicity: 0 }]);
        for (const chunk of chunks) run.feed(chunk);
        run.chain.end();
        expect(run.bytes).toEqual(chunks.flat());
        expect(run.endedAtMs).toBe(0);
      }),
    );
  });

  it('leaves no trace when it is removed from a stream that is still open', () => {
    fc.assert(
      fc.property(toxic, arbitraryChunks, fc.nat(300), (one, chunks, waitMs) => {
        const run = new ChainUnderTest([one]);
        for (const chunk of chunks) run.feed(chunk);
        run.clock.advance(waitMs);
        run.chain.remove('it');
        // Removing a timeout closes, and some have closed by themselves.
        if (type === 'timeout' || (swallowing.has(type) && chunks.length > 0)) return;
        expect(run.bytes).toEqual(chunks.flat());
        run.feed([7]);
        expect(run.bytes.at(-1)).toBe(7);
        expect(run.chain.isEmpty).toBe(true);
        expect(run.clock.timers).toBe(0);
      }),
    );
  });
});

describe('a chain that changes while data flows', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const keeping = toxicTypes.filter((type) => !swallowing.has(type));
  const anyToxic = fc
    .tuple(fc.constantFrom(...keeping), name)
    .chain(([type, toxicName]) => arbitraryToxic(type, toxicName));
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.record({ feed: fc.integer({ min: 1, max: 90 }) }) },
    { weight: 2, arbitrary: fc.record({ add: anyToxic }) },
    fc.record({ update: anyToxic }),
    fc.record({ remove: name }),
    fc.record({ waitMs: fc.nat(200) }),
    fc.record({ block: fc.boolean() }),
    fc.record({ end: fc.constant(true) }),
  );

  it('keeps every byte, its order and the end, whatever is added, changed or removed', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), arbitraryRandom, (actions, random) => {
        const run = new ChainUnderTest([], random);
        const types = new Map<string, string>();
        let next = 0;
        let ended = false;
        for (const one of actions) {
          if ('end' in one) {
            ended = true;
            run.chain.end();
          } else if ('feed' in one) {
            if (ended) continue;
            run.feed(Array.from({ length: one.feed }, () => next++ % 251));
          } else if ('waitMs' in one) run.clock.advance(one.waitMs);
          else if ('block' in one) run.block(one.block);
          else if ('remove' in one) {
            run.chain.remove(one.remove);
            types.delete(one.remove);
          } else if ('add' in one) {
            if (types.has(one.add.name)) continue;
            types.set(one.add.name, one.add.type);
            run.chain.add(one.add);
          } else if (types.get(one.update.name) === one.update.type) {
            run.chain.update(one.update);
          }
        }
        run.block(false);
        run.chain.end();
        run.clock.advance(LONG_MS);
        expect(run.bytes).toEqual(Array.from({ length: next }, (_, index) => index % 251));
        expect(run.endedAtMs).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('stops at a blocked outlet, tells the source when it may go on, and loses nothing', () => {
    const noop = { name: 'a', type: 'noop', stream: 'upstream', attributes: {} } as const;
    const run = new ChainUnderTest([noop, { ...noop, name: 'b' }]);
    run.block(true);
    let fed = 0;
    while (run.chain.hasRoom() && fed < 100) run.feed([fed++]);
    expect(fed).toBeLessThan(100);
    expect(run.bytes).toEqual([]);
    const before = run.roomSignals;
    run.block(false);
    expect(run.roomSignals).toBeGreaterThan(before);
    expect(run.chain.hasRoom()).toBe(true);
    expect(run.bytes).toEqual(Array.from({ length: fed }, (_, index) => index));
  });
});
