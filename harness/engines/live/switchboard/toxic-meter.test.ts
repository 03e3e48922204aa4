import { describe, expect, it } from 'vitest';
import type { ToxicSpec } from '../../../core/toxic.ts';
import { createLinkConnection, type LinkConnection } from './link-connection.ts';
import type { Meter } from './meter.ts';
import { createToxicMeter } from './toxic-meter.ts';

const sinceMs = 100;
const meterOf = (toxic: ToxicSpec, open: readonly LinkConnection[] = []): Meter =>
  createToxicMeter(toxic, { sinceMs, open, idleMs: 0 });
const passage = { bytes: 100, enteredAtMs: 120, delayMs: 40, wholeChunk: true };
const link = createLinkConnection(1);

describe('latency', () => {
  const latency = () =>
    meterOf({ type: 'latency', stream: 'downstream', attributes: { latency: 60, jitter: 0 } });
  it.each([
    ['half the latency or more is an effect', passage, 1],
    ['less is not', { ...passage, delayMs: 29 }, 0],
    ['what went in before the step is not', { ...passage, enteredAtMs: 99 }, 0],
  ])('%s', (_, passes, chunksDelayed) => {
    const meter = latency();
    meter.passed?.(link, 'downstream', passes);
    meter.passed?.(link, 'upstream', passage);
    expect(meter.read()).toMatchObject({ chunksDelayed });
  });
});

describe('jitter as large as the latency', () => {
  const jitter = (idleMs: number) =>
    createToxicMeter(
      { type: 'latency', stream: 'downstream', attributes: { latency: 8, jitter: 8 } },
      { sinceMs, open: [], idleMs },
    );
  it.each([
    ['what the link takes by itself is none', 5, 5, 0],
    ['a little more than that is noise', 5, 5.9, 0],
    ['a quarter of the latency more is one', 5, 7, 1],
    ['noise on a fast link is none', 0, 0.9, 0],
  ])('%s', (_, idleMs, delayMs, chunksDelayed) => {
    const meter = jitter(idleMs);
    meter.passed?.(link, 'downstream', { ...passage, delayMs });
    expect(meter.read()).toMatchObject({ chunksDelayed });
  });
});

it('what a refusal closes, or what never reached the proxy, is no reset and no cut', () => {
  for (const toxic of [
    { type: 'reset_peer', stream: 'downstream', attributes: { timeout: 0 } },
    { type: 'limit_data', stream: 'downstream', attributes: { bytes: 1 } },
  ] as const) {
    const [refused, reset] = [createLinkConnection(1), createLinkConnection(2)];
    const meter = meterOf(toxic);
    for (const connection of [refused, reset]) {
      meter.opened?.(connection);
      connection.transit.downstream.enter(3, 110);
      connection.facts.endedBy = 'proxy';
    }
    refused.refused = true;
    meter.ended?.(refused);
    expect(Object.values(meter.read())).toContain(toxic.type === 'reset_peer' ? 1 : 3);
    expect(Object.values(meter.read())).not.toContain(6);
    expect(Object.values(meter.read())).not.toContain(2);
  }
});

it('bandwidth counts bytes that took about as long as the rate says', () => {
  const meter = meterOf({ type: 'bandwidth', stream: 'upstream', attributes: { rate: 2 } });
  meter.passed?.(link, 'upstream', passage);
  meter.passed?.(link, 'upstream', { ...passage, delayMs: 24 });
  expect(meter.read()).toEqual({ bytesHeld: 100, delayMs: 40 });
});

describe('a hole in the link', () => {
  const hole = { type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } } as const;
  it('counts what went in and has not come out, on connections old and new', () => {
    const old = createLinkConnection(1);
    old.transit.upstream.enter(50, 90);
    const meter = meterOf(hole, [old]);
    const fresh = createLinkConnection(2);
    meter.opened?.(fresh);
    old.transit.upstream.leave(50, 101);
    old.transit.upstream.enter(7, 110);
    fresh.transit.upstream.enter(5, 110);
    meter.ended?.(fresh);
    expect(meter.read()).toEqual({ bytesHeld: 12, connectionsHit: 2 });
  });
  it('counts nothing where nothing went in', () => {
    expect(meterOf(hole, [createLinkConnection(1)]).read()).toEqual({
      bytesHeld: 0,
      connectionsHit: 0,
    });
  });
});

it('a limit counts only connections that it ended', () => {
  const limit = { type: 'limit_data', stream: 'upstream', attributes: { bytes: 1 } } as const;
  const cut = createLinkConnection(1);
  const other = createLinkConnection(2);
  const meter = meterOf(limit, [cut, other]);
  for (const connection of [cut, other]) connection.transit.upstream.enter(9, 110);
  cut.transit.upstream.leave(1, 111);
  cut.facts.endedBy = 'proxy';
  other.facts.endedBy = 'caller';
  expect(meter.read()).toEqual({ bytesCut: 8, connectionsHit: 1 });
});

it('a reset counts connections that the proxy ended while it was in force', () => {
  const before = createLinkConnection(1);
  before.facts.endedBy = 'proxy';
  const now = createLinkConnection(2);
  const caller = createLinkConnection(3);
  const reset = { type: 'reset_peer', stream: 'upstream', attributes: { timeout: 0 } } as const;
  const meter = meterOf(reset, [before, now, caller]);
  now.facts.endedBy = 'proxy';
  caller.facts.endedBy = 'caller';
  for (const connection of [before, caller]) meter.ended?.(connection);
  expect(meter.read()).toEqual({ connectionsReset: 1 });
});

it('a slicer counts pieces of chunks, not chunks that are large by themselves', () => {
  const attributes = { average_size: 10, size_variation: 0, delay: 0 };
  const meter = meterOf({ type: 'slicer', stream: 'downstream', attributes });
  meter.passed?.(link, 'downstream', { ...passage, bytes: 10, wholeChunk: false });
  meter.passed?.(link, 'downstream', { ...passage, bytes: 32_768, wholeChunk: false });
  meter.passed?.(link, 'downstream', { ...passage, bytes: 10 });
  expect(meter.read()).toEqual({ chunksSplit: 1 });
});

it('a slow close counts ends that came late', () => {
  const slow = { type: 'slow_close', stream: 'downstream', attributes: { delay: 80 } } as const;
  const meter = meterOf(slow);
  meter.endPassed?.('downstream', 81);
  meter.endPassed?.('downstream', 3);
  meter.endPassed?.('upstream', 81);
  expect(meter.read()).toEqual({ closesDelayed: 1, delayMs: 81 });
});
