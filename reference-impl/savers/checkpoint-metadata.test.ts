import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-body.ts';
import type { CheckpointMetadata } from './checkpoint-saver.ts';

const encode = (metadata: CheckpointMetadata) =>
  encodeCheckpoint({ threadId: 't' }, { id: 'a', state: null }, metadata);

test('U1: metadata comes back with every field it was given', () => {
  const metadata = { source: 'handoff', step: 3, agent: 'planner', tags: ['x'], cost: { cent: 2 } };
  expect(decodeCheckpoint(encode(metadata)).metadata).toEqual(metadata);
});

test('U1: metadata of any JSON comes back as JSON would give it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (more, step) => {
      const { source: _source, step: _step, ...own } = more;
      // fast-check's JSON values are what JSON can hold.
      const metadata = { ...own, source: 'step', step } as CheckpointMetadata;
      const read = decodeCheckpoint(encode(metadata)).metadata;
      expect(JSON.stringify(read)).toBe(JSON.stringify(metadata));
    }),
  );
});

test('U1: metadata without a source is refused, and the field is named', () => {
  // On purpose incomplete: a caller without types may send it.
  expect(() => encode({ step: 1 } as never)).toThrow('metadata.source');
});

test.each([-1, 0.5, Number.NaN, '1', null])('U1: %s is no step', (step) => {
  // On purpose of a wrong type: a caller without types may send it.
  expect(() => encode({ source: 'step', step: step as never })).toThrow('metadata.step');
});

test('U1: metadata and state do not mix, even with equal fields', () => {
  const stored = encodeCheckpoint(
    { threadId: 't' },
    { id: 'a', state: { source: 'state', step: 7 } },
    { source: 'metadata', step: 1 },
  );
  const tuple = decodeCheckpoint(stored);
  expect(tuple.checkpoint.state).toEqual({ source: 'state', step: 7 });
  expect(tuple.metadata).toEqual({ source: 'metadata', step: 1 });
});

test.each(['', '{', '{}', '[1]', '[1,2,3]'])(
  'U1: the stored text %j is named as damaged, with its thread and id',
  (body) => {
    expect(() => decodeCheckpoint({ threadId: 't1', id: 'c1', body })).toThrow(
      'checkpoint c1 of thread t1 is damaged',
    );
  },
);
