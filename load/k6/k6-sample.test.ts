import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readK6Sample, wallMsOf } from './k6-sample.ts';

const pointLine = (metric: string, value: number, more: object = {}) =>
  JSON.stringify({
    metric,
    type: 'Point',
    data: { time: '2026-11-22T11:20:41.728384328Z', value, tags: { scenario: 'sync' }, ...more },
  });

const wallMs = Date.UTC(2026, 10, 22, 11, 20, 41) + 728.384_328;

test('an iteration is read with its key, its times and how it ended', () => {
  const metadata = { key: 'load-sync-7', status: '502', whole: 'false', code: 'x', errorCode: '0' };
  const sample = readK6Sample(pointLine('iteration_duration', 12.5, { metadata }));
  expect(sample).toEqual({
    kind: 'iteration',
    path: 'sync',
    key: 'load-sync-7',
    endedWallMs: expect.closeTo(wallMs, 3),
    durationMs: 12.5,
    status: 502,
    whole: false,
    code: 'x',
    errorCode: 0,
  });
});

test('arrivals that could not begin are read with their number', () => {
  expect(readK6Sample(pointLine('dropped_iterations', 3))).toEqual({
    kind: 'dropped',
    path: 'sync',
    wallMs: expect.closeTo(wallMs, 3),
    count: 3,
  });
});

test('everything else that k6 tells is left out', () => {
  expect(readK6Sample(pointLine('http_req_duration', 1))).toBeUndefined();
  expect(readK6Sample('{"type":"Metric","metric":"iteration_duration"}')).toBeUndefined();
  expect(readK6Sample(pointLine('iteration_duration', 1))).toBeUndefined();
});

test('times keep the fractions that a Date would drop', () => {
  const epochMs = fc.integer({ min: 0, max: 4_000_000_000 });
  fc.assert(
    fc.property(epochMs, fc.integer({ min: 0, max: 999_999_999 }), (seconds, nanoseconds) => {
      const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
      const time = `${whole}.${String(nanoseconds).padStart(9, '0')}Z`;
      expect(wallMsOf(time)).toBeCloseTo(seconds * 1000 + nanoseconds / 1e6, 2);
      expect(wallMsOf(`${whole}Z`)).toBe(seconds * 1000);
    }),
  );
});
