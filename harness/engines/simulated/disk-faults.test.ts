import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import {
  disturbLedger,
  FIRED_MS,
  failedBetween,
  HEALED_MS,
  receiptOf,
} from '../../testing/disturb-ledger.ts';
import { faultOf, kindsNotShown } from '../../testing/fault-of.ts';

/** What a program on the disk says while the fault is in force. */
interface Scene {
  readonly kind: string;
  readonly params?: JsonObject;
  /** Part of a line of the program, or none: then it notices nothing. */
  readonly says: string | undefined;
  readonly counts: JsonObject;
}

const journal = 'notes/journal.txt';
const several = expect.toSatisfy((count: number) => count > 5);
const none = 0;

const scenes: readonly Scene[] = [
  { kind: 'diskFull', says: 'ENOSPC: no space left on device, write', counts: {} },
  {
    kind: 'diskFull',
    params: { at: 'fsync', nth: 1 },
    says: 'ENOSPC: no space left on device, fdatasync',
    counts: { callsFailed: 1 },
  },
  {
    kind: 'diskFull',
    params: { at: 'close', nth: 2 },
    says: 'ENOSPC: no space left on device, close',
    counts: { callsFailed: 1 },
  },
  { kind: 'ioError', says: 'EIO: i/o error, read', counts: {} },
  { kind: 'ioError', params: { operations: ['fsync'] }, says: 'EIO: i/o error, f', counts: {} },
  { kind: 'permissionDenied', says: 'EACCES: permission denied, open', counts: {} },
  {
    kind: 'permissionDenied',
    params: { path: journal },
    says: `EACCES: permission denied, open '/volumes/data/${journal}'`,
    counts: {},
  },
  { kind: 'readOnly', says: 'EROFS: read-only file system, open', counts: {} },
  { kind: 'tooManyOpenFiles', says: 'EMFILE: too many open files, open', counts: {} },
  { kind: 'fsyncFailsOnce', says: 'EIO: i/o error, f', counts: { callsFailed: 1 } },
  { kind: 'slowDisk', says: undefined, counts: {} },
  { kind: 'stuckFsync', says: undefined, counts: {} },
  { kind: 'shortWrite', says: undefined, counts: {} },
  { kind: 'fsyncLies', says: undefined, counts: {} },
  { kind: 'staleSharedRead', says: undefined, counts: {} },
  { kind: 'bitFlip', says: 'no such model', counts: { bytesChanged: 1 } },
  { kind: 'truncateFile', says: 'no such model: mod', counts: { bytesChanged: 6 } },
  { kind: 'staleFile', says: undefined, counts: { filesChanged: 1 } },
  { kind: 'leftoverTemp', says: undefined, counts: { filesChanged: 1 } },
];

const failures = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith('back ') && line.includes('"failed"'));

it('every fault of a disk has a scene', () => {
  expect(
    kindsNotShown(
      ['disk'],
      scenes.map(({ kind }) => kind),
    ),
  ).toEqual([]);
});

describe('the program on the disk', () => {
  it.each(scenes)('meets $kind $params as on a machine', async (scene) => {
    const { kind, params, says, counts } = scene;
    const { history, lines } = await disturbLedger([
      { fault: faultOf(kind), ...(params === undefined ? {} : { params }) },
    ]);
    expect(receiptOf(history)).toMatchObject({ effective: true, counts });
    const told = failures(lines);
    if (says === undefined) expect(told).toEqual([]);
    else expect(told.map((line) => line.includes(says))).toContain(true);
    if (says !== undefined) {
      expect(failedBetween(history, FIRED_MS, HEALED_MS).length).toBeGreaterThan(0);
    }
    expect(failedBetween(history, HEALED_MS + 500)).toEqual([]);
  });
});

describe('a slow or stuck disk', () => {
  const slowest = (history: Awaited<ReturnType<typeof disturbLedger>>['history']) =>
    Math.max(
      ...history.events.map((event) =>
        event.type === 'exchange' && event.link === 'front>back'
          ? (event.serviceAnsweredAtMs ?? 0) - (event.deliveredAtMs ?? 0)
          : 0,
      ),
    );

  it('delays each call by the time given', async () => {
    const params = { delayMs: 300, operations: ['rename'] };
    const { history } = await disturbLedger([{ fault: faultOf('slowDisk'), params }]);
    expect(slowest(history)).toBeGreaterThan(300);
    expect(slowest(history)).toBeLessThan(400);
    const counts = receiptOf(history)?.counts ?? {};
    expect(counts.callsSlowed).toEqual(several);
    expect(counts.delayMs).toBe(300 * (counts.callsSlowed ?? none));
  });

  it('holds what waits for fsync until the heal, and nothing else', async () => {
    const { history } = await disturbLedger([{ fault: faultOf('stuckFsync') }]);
    expect(slowest(history)).toBeGreaterThan(HEALED_MS - FIRED_MS - 200);
    const answered = history.events.flatMap((event) =>
      event.type === 'exchange' && event.link === 'front>back'
        ? [event.serviceAnsweredAtMs ?? 0]
        : [],
    );
    const meanwhile = answered.filter((atMs) => atMs > FIRED_MS + 50 && atMs < HEALED_MS);
    expect(meanwhile).toEqual([]);
  });
});

describe('a rule for one role of a shared volume', () => {
  it('leaves the calls of the others alone', async () => {
    const params = { at: 'write', role: 'front' };
    const { history } = await disturbLedger([{ fault: faultOf('diskFull'), params }]);
    expect(receiptOf(history)).toMatchObject({ effective: false });
    expect(failedBetween(history, 0)).toEqual([]);
  });
});

describe('damage to a file', () => {
  it('is repaired by the heal only where nobody has written', async () => {
    const fault = faultOf('truncateFile');
    const params = { path: 'notes/count.txt', bytesLeft: 0 };
    const { history, lines } = await disturbLedger([{ fault, params }]);
    // The counter began anew at 0 after it was cut, and goes on from there.
    expect(receiptOf(history)?.counts).toMatchObject({ readsDamaged: 1 });
    expect(failures(lines)).toEqual([]);
  });

  it('that nobody reads is no effect', async () => {
    const params = { path: 'notes/count.txt', bits: 1 };
    const { history } = await disturbLedger([
      { fault: faultOf('bitFlip'), params, when: { atMs: 7_990 }, heal: { afterMs: 1 } },
    ]);
    expect(receiptOf(history)).toMatchObject({ effective: false, counts: { readsDamaged: 0 } });
  });

  it('of a file that is not there is an error that names it', async () => {
    const params = { path: 'no-such-file', bits: 1 };
    await expect(disturbLedger([{ fault: faultOf('bitFlip'), params }])).rejects.toThrow(
      'no file /no-such-file',
    );
  });
});
