import fc from 'fast-check';
import type { NamedToxic, ToxicSpec } from '../core/toxic.ts';

const common = { stream: fc.constant('downstream' as const), toxicity: fc.constant(1) };
const ms = fc.integer({ min: 0, max: 500 });

const specs = {
  latency: fc.record({
    ...common,
    type: fc.constant('latency' as const),
    attributes: fc.record({ latency: ms, jitter: ms }),
  }),
  bandwidth: fc.record({
    ...common,
    type: fc.constant('bandwidth' as const),
    attributes: fc.record({ rate: fc.integer({ min: 1, max: 5 }) }),
  }),
  slow_close: fc.record({
    ...common,
    type: fc.constant('slow_close' as const),
    attributes: fc.record({ delay: ms }),
  }),
  timeout: fc.record({
    ...common,
    type: fc.constant('timeout' as const),
    attributes: fc.record({ timeout: ms }),
  }),
  reset_peer: fc.record({
    ...common,
    type: fc.constant('reset_peer' as const),
    attributes: fc.record({ timeout: ms }),
  }),
  slicer: fc
    .record({
      ...common,
      type: fc.constant('slicer' as const),
      attributes: fc.record({
        average_size: fc.integer({ min: 1, max: 20 }),
        size_variation: fc.nat(20),
        delay: fc.nat(2000),
      }),
    })
    .filter(({ attributes }) => attributes.size_variation <= attributes.average_size),
  limit_data: fc.record({
    ...common,
    type: fc.constant('limit_data' as const),
    attributes: fc.record({ bytes: fc.nat(300) }),
  }),
  noop: fc.record({
    ...common,
    type: fc.constant('noop' as const),
    attributes: fc.constant({}),
  }),
} satisfies { readonly [T in ToxicSpec['type']]: fc.Arbitrary<ToxicSpec> };

/** Any toxic of one type, with attributes that the schema allows. */
export function arbitraryToxic(type: ToxicSpec['type'], name: string): fc.Arbitrary<NamedToxic> {
  const spec: fc.Arbitrary<ToxicSpec> = specs[type];
  return spec.map((toxic) => ({ ...toxic, name }));
}

/** Bytes in chunks, every byte telling its place, so that order and loss both show. */
export const arbitraryChunks = fc
  .array(fc.integer({ min: 1, max: 90 }), { maxLength: 12 })
  .map((sizes) => {
    let next = 0;
    return sizes.map((size) => Array.from({ length: size }, () => next++ % 251));
  });

/** A seeded source of randomness for a chain. */
export const arbitraryRandom = fc.integer().map((seed) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
});
