// Most connections carry little: they start small, and only full reads earn a larger buffer.
const SIZES_BYTES: readonly number[] = [4 * 1024, 64 * 1024, 512 * 1024];

/** What is kept for the next connections, for each size. */
const KEPT_BYTES = 4 * 1024 * 1024;

const free: readonly Buffer[][] = SIZES_BYTES.map(() => []);

/** The smallest buffer, for a new connection. */
export function firstReadBuffer(): Buffer {
  return take(0);
}

/** A larger buffer in exchange for one that a read has filled; the largest stays. */
export function largerReadBuffer(buffer: Buffer): Buffer {
  const next = sizeOf(buffer) + 1;
  if (next >= SIZES_BYTES.length) return buffer;
  returnReadBuffer(buffer);
  return take(next);
}

/** Gives a buffer back; nothing may refer to it any more. */
export function returnReadBuffer(buffer: Buffer): void {
  const list = free[sizeOf(buffer)];
  if (list !== undefined && list.length * buffer.length < KEPT_BYTES) list.push(buffer);
}

function take(size: number): Buffer {
  return free[size]?.pop() ?? Buffer.allocUnsafeSlow(SIZES_BYTES[size] ?? 4 * 1024);
}

function sizeOf(buffer: Buffer): number {
  return SIZES_BYTES.indexOf(buffer.length);
}
