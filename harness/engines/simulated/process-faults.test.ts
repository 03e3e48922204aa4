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

type Ledger = Awaited<ReturnType<typeof disturbLedger>>;

const disturb = (kind: string, params?: JsonObject): Promise<Ledger> =>
  disturbLedger([{ fault: faultOf(kind), ...(params === undefined ? {} : { params }) }]);

/** What became of the service's lives after the workload began. */
const livesOf = ({ history }: Ledger) =>
  history.events.flatMap((event) =>
    event.type === 'process' && event.role === 'back' && event.atMs > 0
      ? [{ ...event, told: `${event.life} ${event.what}` }]
      : [],
  );

const toldOf = (run: Ledger) => livesOf(run).map(({ told }) => told);

const answersOf = ({ history }: Ledger): readonly number[] =>
  history.events.flatMap((event) =>
    event.type === 'exchange' && event.link === 'front>back' && event.status === 200
      ? [event.answeredAtMs ?? 0]
      : [],
  );

const shown = [
  'blockEventLoop',
  'uncaughtException',
  'unhandledRejection',
  'killAtCall',
  'killDuringRecovery',
];

it('every fault inside of a process is shown here', () => {
  expect(kindsNotShown(['inside'], shown)).toEqual([]);
});

describe('blockEventLoop', () => {
  it('answers nothing for its time and everything after it', async () => {
    const run = await disturb('blockEventLoop', { blockMs: 1_000 });
    const during = answersOf(run).filter((atMs) => atMs > FIRED_MS + 50 && atMs < FIRED_MS + 1_000);
    expect(during).toEqual([]);
    expect(failedBetween(run.history, 0)).toEqual([]);
    expect(toldOf(run).filter((told) => !told.startsWith('0'))).toEqual([]);
    expect(receiptOf(run.history)?.counts).toMatchObject({ blocks: 1, blockedMs: 1_000 });
  });

  it('lasts its time, also when it is healed before', async () => {
    const fault = faultOf('blockEventLoop');
    const params = { blockMs: 3_000 };
    const { history } = await disturbLedger([{ fault, params, heal: { afterMs: 10 } }]);
    const healed = history.events.find(({ type }) => type === 'faultHealed');
    expect(healed?.atMs).toBeGreaterThan(FIRED_MS + 2_998);
  });
});

describe.each([
  ['uncaughtException', 'an uncaughtException of step 1'],
  ['unhandledRejection', 'an unhandledRejection of step 1'],
])('%s', (kind, message) => {
  it('ends the process as Node does, with its error on stderr, until the heal', async () => {
    const run = await disturb(kind);
    expect(toldOf(run).slice(0, 3)).toEqual(['0 exited', '1 started', '1 ready']);
    const [exit, start] = livesOf(run);
    expect(exit).toMatchObject({ code: 1, planned: true });
    expect(start?.atMs).toBeGreaterThan(HEALED_MS - 2);
    expect(run.lines.some((line) => line.includes(message))).toBe(true);
    expect(receiptOf(run.history)?.counts).toMatchObject({ exits: 1, starts: 1 });
  });
});

describe('killAtCall', () => {
  it('kills just before the call: it is never made, those before it are', async () => {
    const call = { nth: 3, operation: 'rename', path: 'effects' };
    const run = await disturb('killAtCall', call);
    expect(toldOf(run).slice(0, 3)).toEqual(['0 exited', '1 started', '1 ready']);
    expect(livesOf(run)[0]).toMatchObject({ signal: 'SIGKILL', planned: true });
    const { events } = run.history;
    const exitMs = livesOf(run)[0]?.atMs ?? 0;
    const between = events.filter(
      ({ type, atMs }) => type === 'effect' && atMs >= FIRED_MS && atMs < HEALED_MS,
    );
    // Effects appear by a rename each: two were made since the step fired, the third never.
    expect(between).toHaveLength(2);
    expect(exitMs).toBeLessThan(HEALED_MS);
    expect(receiptOf(run.history)?.counts).toMatchObject({ callsCut: 1, exits: 1, starts: 1 });
  });

  it('changes nothing when its call does not come', async () => {
    const run = await disturb('killAtCall', { nth: 1, path: 'no-such-file' });
    expect(receiptOf(run.history)).toEqual({
      effective: false,
      counts: expect.objectContaining({ callsCut: 0, exits: 0 }),
    });
    expect(failedBetween(run.history, 0)).toEqual([]);
  });
});

describe('killDuringRecovery', () => {
  it('kills the next life at a call of its own start, and lets the third one live', async () => {
    const call = { nth: 1, operation: 'read', path: 'journal' };
    const run = await disturb('killDuringRecovery', { downMs: 100, call });
    expect(toldOf(run).slice(0, 5)).toEqual([
      '0 exited',
      '1 started',
      '1 exited',
      '2 started',
      '2 ready',
    ]);
    expect(receiptOf(run.history)?.counts).toMatchObject({ callsCut: 1, exits: 2, starts: 2 });
    expect(failedBetween(run.history, FIRED_MS + 1_000)).toEqual([]);
  });
});

describe('crashLoop', () => {
  it('ends every life after its time, until the heal starts one that stays', async () => {
    const run = await disturb('crashLoop', { aliveMs: 300, downMs: 100 });
    const exits = livesOf(run).filter(({ what, atMs }) => what === 'exited' && atMs < HEALED_MS);
    expect(exits.length).toBeGreaterThanOrEqual(4);
    expect(exits.every(({ planned }) => planned)).toBe(true);
    const gaps = exits.slice(1).map(({ atMs }, index) => atMs - (exits[index]?.atMs ?? 0));
    for (const gapMs of gaps) expect(Math.round(gapMs / 10)).toBe(40);
    expect(receiptOf(run.history)?.counts).toMatchObject({ exits: exits.length });
    expect(failedBetween(run.history, HEALED_MS + 500)).toEqual([]);
  });
});

describe('slowStart', () => {
  it('starts at once, and is ready only after its time', async () => {
    const run = await disturb('slowStart', { slowMs: 1_200 });
    const [exit, start, pause, resume, ready] = livesOf(run);
    expect([exit, start, pause, resume, ready].map((one) => one?.what)).toEqual([
      'exited',
      'started',
      'paused',
      'resumed',
      'ready',
    ]);
    expect((start?.atMs ?? 0) - (exit?.atMs ?? 0)).toBeLessThan(10);
    expect((ready?.atMs ?? 0) - (start?.atMs ?? 0)).toBeGreaterThan(1_200);
    expect(failedBetween(run.history, HEALED_MS)).toEqual([]);
  });
});

describe('terminate, twice', () => {
  it('sends a second SIGTERM to the same life', async () => {
    const run = await disturb('terminate', { twice: true });
    const asked = livesOf(run).filter(({ what }) => what === 'terminated');
    expect(asked.map(({ life }) => life)).toEqual([0]);
    expect(receiptOf(run.history)).toMatchObject({ effective: true });
  });
});
