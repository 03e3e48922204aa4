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

/** The last bytes of a stream, kept in memory. */
const createTail = (limitBytes: number) => {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let cutBytes = 0;
  return {
    add: (chunk: Buffer) => {
      // A copy: a slice would keep its whole pool alive.
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes < 2 * limitBytes) return;
      const kept = Buffer.concat(chunks).subarray(-limitBytes);
      cutBytes += bytes - kept.length;
      chunks = [Buffer.from(kept)];
      bytes = kept.length;
    },
    end: () => {
      const whole = Buffer.concat(chunks);
      const kept = whole.subarray(-limitBytes);
      return { kept, cutBytes: cutBytes + whole.length - kept.length };
    },
  };
};

/** Opens a bounded log; its folder is made if it is missing. */
export const openBoundedLog = (path: string, limits: LogLimits = defaultLimits): BoundedLog => {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  const tail = createTail(limits.tailBytes);
  const recent = createTail(16 * 1024);
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
      const lines = recent.end().kept.toString('utf8').split('\n');
      if (lines.at(-1) === '') lines.pop();
      return lines.slice(-count);
    },
    close: () => {
      if (closed) return;
      closed = true;
      const { kept, cutBytes } = tail.end();
      if (cutBytes > 0) writeSync(file, `\n[holdfast: ${cutBytes} bytes cut here]\n`);
      writeSync(file, kept);
      closeSync(file);
    },
  };
};
