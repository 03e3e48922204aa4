import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** How much of a log is kept: its beginning goes to disk at once, its end when it is closed. */
export interface LogLimits {
  readonly headBytes: number;
  readonly tailBytes: number;
}

const defaultLimits: LogLimits = { headBytes: 2 * 1024 * 1024, tailBytes: 1024 * 1024 };

/** A log file that never grows past its limits, whatever is written to it. */
export interface BoundedLog {
  write(chunk: Buffer): void;
  /** The last lines that were written. */
  lastLines(count: number): readonly string[];
  close(): void;
}

/** The last bytes of a stream, in a ring that is allocated once: chatter makes no garbage. */
const createRing = (sizeBytes: number) => {
  let ring: Buffer | undefined;
  let total = 0;
  return {
    add: (chunk: Buffer) => {
      ring ??= Buffer.alloc(sizeBytes);
      const last = chunk.subarray(-sizeBytes);
      total += chunk.length - last.length;
      const at = total % sizeBytes;
      const fits = last.copy(ring, at);
      last.copy(ring, 0, fits);
      total += last.length;
    },
    read: (): Buffer => {
      if (!ring) return Buffer.alloc(0);
      const at = total % sizeBytes;
      if (total <= sizeBytes) return ring.subarray(0, total);
      return Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
    },
    cutBytes: () => Math.max(0, total - sizeBytes),
  };
};

const RECENT_BYTES = 16 * 1024;

/** Opens a bounded log; its folder is made if it is missing. */
export const openBoundedLog = (path: string, limits: LogLimits = defaultLimits): BoundedLog => {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  const tail = createRing(limits.tailBytes);
  const recent = createRing(RECENT_BYTES);
  let headLeft = limits.headBytes;
  let closed = false;
  return {
    write: (chunk) => {
      if (closed) return;
      recent.add(chunk);
      const head = chunk.subarray(0, headLeft);
      if (head.length > 0) writeSync(file, head);
      headLeft -= head.length;
      if (head.length < chunk.length) tail.add(chunk.subarray(head.length));
    },
    lastLines: (count) => {
      const lines = recent.read().toString('utf8').split('\n');
      if (lines.at(-1) === '') lines.pop();
      return lines.slice(-count);
    },
    close: () => {
      if (closed) return;
      closed = true;
      const cutBytes = tail.cutBytes();
      if (cutBytes > 0) writeSync(file, `\n[holdfast: ${cutBytes} bytes cut here]\n`);
      writeSync(file, tail.read());
      closeSync(file);
    },
  };
};
