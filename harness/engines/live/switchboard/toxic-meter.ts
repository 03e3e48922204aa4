import type { ToxicSpec, ToxicStream } from '../../../core/toxic.ts';
import type { Meter, MeteredConnection } from './meter.ts';

/** When the step began, and the connections that were open then. */
export interface MeterStart {
  readonly sinceMs: number;
  readonly open: Iterable<MeteredConnection>;
  /** How long bytes took before the step, in the toxic's direction. */
  readonly idleMs: number;
}

type Delay = (bytes: number) => number;

// How much longer than usual a chunk may take on a machine that has other things to do.
const NOISE_MS = 1;

const delayMeter = (stream: ToxicStream, start: MeterStart, least: Delay, name: string): Meter => {
  let hits = 0;
  let delayMs = 0;
  return {
    passed: (_, of, passage) => {
      if (of !== stream || passage.enteredAtMs < start.sinceMs) return;
      const addedMs = passage.delayMs - start.idleMs;
      if (addedMs < Math.max(least(passage.bytes), NOISE_MS)) return;
      hits += name === 'bytesHeld' ? passage.bytes : 1;
      delayMs += passage.delayMs;
    },
    read: () => ({ [name]: hits, delayMs: Math.round(delayMs) }),
  };
};

const endedByToxic = ({ endedBy, refused }: MeteredConnection): boolean =>
  endedBy === 'proxy' && !refused;

/** Bytes that went in while it was in force and have not come out, or never will. */
const holdMeter = (
  stream: ToxicStream,
  start: MeterStart,
  counts: 'bytesHeld' | 'bytesCut',
): Meter => {
  const before = new Map<MeteredConnection, number>();
  for (const connection of start.open) before.set(connection, connection.transit[stream].entered);
  let bytes = 0;
  let connections = 0;
  const settle = (connection: MeteredConnection) => {
    // What is under way is held by a hole in the link, but not by a limit that was not reached.
    if (counts === 'bytesCut' && !endedByToxic(connection)) return;
    const { entered, left } = connection.transit[stream];
    const held = entered - Math.max(left, before.get(connection) ?? entered);
    before.delete(connection);
    if (held <= 0) return;
    bytes += held;
    connections++;
  };
  return {
    opened: (connection) => before.set(connection, 0),
    ended: settle,
    read: () => {
      for (const connection of [...before.keys()]) settle(connection);
      return { [counts]: bytes, connectionsHit: connections };
    },
  };
};

const resetMeter = (start: MeterStart): Meter => {
  const open = new Set([...start.open].filter(({ endedBy }) => endedBy === undefined));
  let closed = 0;
  return {
    opened: (connection) => void open.add(connection),
    ended: (connection) => {
      if (open.delete(connection) && endedByToxic(connection)) closed++;
    },
    // The caller has seen the reset before the last socket is closed.
    read: () => {
      const closing = [...open].filter(endedByToxic).length;
      return { connectionsReset: closed + closing };
    },
  };
};

const splitMeter = (stream: ToxicStream, start: MeterStart, pieceMax: number): Meter => {
  let chunksSplit = 0;
  return {
    passed: (_, of, { bytes, wholeChunk, enteredAtMs }) => {
      if (of !== stream || wholeChunk || enteredAtMs < start.sinceMs) return;
      if (bytes <= pieceMax) chunksSplit++;
    },
    read: () => ({ chunksSplit }),
  };
};

const closeMeter = (stream: ToxicStream, leastMs: number): Meter => {
  let closesDelayed = 0;
  let total = 0;
  return {
    endPassed: (of, delayMs) => {
      if (of !== stream || delayMs < leastMs) return;
      closesDelayed++;
      total += delayMs;
    },
    read: () => ({ closesDelayed, delayMs: Math.round(total) }),
  };
};

/** The meter that fits a toxic. */
export const createToxicMeter = (toxic: ToxicSpec, start: MeterStart): Meter => {
  const { stream } = toxic;
  switch (toxic.type) {
    case 'latency': {
      const { latency, jitter } = toxic.attributes;
      // Jitter as large as the latency draws delays down to nothing; those count as none.
      const leastMs = Math.max(latency - jitter, latency / 2) / 2;
      return delayMeter(stream, start, () => leastMs, 'chunksDelayed');
    }
    case 'bandwidth': {
      const { rate } = toxic.attributes;
      // 1 KB/s is one byte per ms.
      if (rate > 0) return delayMeter(stream, start, (bytes) => bytes / rate / 2, 'bytesHeld');
      return holdMeter(stream, start, 'bytesHeld');
    }
    case 'timeout':
      return holdMeter(stream, start, 'bytesHeld');
    case 'limit_data':
      return holdMeter(stream, start, 'bytesCut');
    case 'reset_peer':
      return resetMeter(start);
    case 'slicer': {
      const { average_size: average, size_variation: variation } = toxic.attributes;
      return splitMeter(stream, start, 2 * (average + variation));
    }
    case 'slow_close':
      return closeMeter(stream, toxic.attributes.delay / 2);
    case 'noop':
      return { read: () => ({}) };
  }
};
