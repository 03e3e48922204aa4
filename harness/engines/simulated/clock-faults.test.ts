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

const disturb = (kind: string, params: JsonObject): Promise<Ledger> =>
  disturbLedger([{ fault: faultOf(kind), params }]);

/** By how much the monotonic clock of the service fell behind the run's own time since its start. */
const behindBetween = ({ history }: Ledger, fromMs: number, toMs: number): readonly number[] => {
  const worked = history.events.flatMap((event) =>
    event.type === 'signal' && event.role === 'back' && event.name === 'worked'
      ? [{ atMs: event.atMs, behindMs: event.atMs - Number(event.value.uptimeMs) }]
      : [],
  );
  const startMs = worked[0]?.behindMs ?? 0;
  return worked
    .filter(({ atMs }) => atMs > fromMs && atMs < toMs)
    .map(({ behindMs }) => behindMs - startMs);
};

/** By how much the wall clock of the service was off, as it logged it, against the run's own time. */
const offsetsOf = ({ history }: Ledger) => {
  const worked = history.events.flatMap((event) =>
    event.type === 'signal' && event.role === 'back' && event.name === 'worked'
      ? [{ atMs: event.atMs, wallMs: Number(event.value.time) }]
      : [],
  );
  const [first] = worked;
  if (first === undefined) throw new Error('the service has logged nothing');
  const zeroMs = first.wallMs - first.atMs;
  return worked.map(({ atMs, wallMs }) => ({ atMs, wallMs, offMs: wallMs - atMs - zeroMs }));
};

const offBetween = (run: Ledger, fromMs: number, toMs: number): readonly number[] =>
  offsetsOf(run)
    .filter(({ atMs }) => atMs > fromMs && atMs < toMs)
    .map(({ offMs }) => offMs);

// Times of log lines are whole ms.
const about = (ms: number, slackMs = 2) =>
  expect.toSatisfy((value: number) => Math.abs(value - ms) <= slackMs, `about ${ms}`);

it('every fault of clocks is shown here', () => {
  expect(kindsNotShown(['clock'], ['jump', 'skew', 'drift', 'freeze'])).toEqual([]);
});

describe('jump', () => {
  it.each([-60_000, 90_000])('moves the wall clock by %i ms, and no timer', async (byMs) => {
    const run = await disturb('jump', { byMs });
    const during = offBetween(run, FIRED_MS, HEALED_MS);
    expect(during.length).toBeGreaterThan(20);
    for (const offMs of during) expect(offMs).toEqual(about(byMs));
    for (const offMs of offBetween(run, HEALED_MS, 9_000)) expect(offMs).toEqual(about(0));
    for (const behindMs of behindBetween(run, 0, 9_000)) expect(behindMs).toEqual(about(0));
    // What waits by the monotonic clock does not notice.
    expect(failedBetween(run.history, 0)).toEqual([]);
    expect(receiptOf(run.history)?.counts.wallReads).toBeGreaterThanOrEqual(during.length);
  });
});

describe('skew', () => {
  it.each([-400, 3_000])('gets off by %i ms without ever going back', async (byMs) => {
    const run = await disturb('skew', { byMs, overMs: 500 });
    for (const offMs of offBetween(run, FIRED_MS + 500, HEALED_MS)) {
      expect(offMs).toEqual(about(byMs));
    }
    const [halfWay] = offBetween(run, FIRED_MS + 240, FIRED_MS + 320);
    expect(halfWay).toEqual(about(byMs / 2, Math.abs(byMs) * 0.2));
    for (const offMs of offBetween(run, HEALED_MS + 500, 9_000)) expect(offMs).toEqual(about(0));
    if (byMs > 0) return;
    const wall = offsetsOf(run).map(({ wallMs }) => wallMs);
    expect(wall.toSorted((one, other) => one - other)).toEqual(wall);
  });
});

describe('drift', () => {
  it('makes the clock gain, and sets it right at the heal', async () => {
    const run = await disturb('drift', { rate: 1.5 });
    const during = offsetsOf(run).filter(({ atMs }) => atMs > FIRED_MS && atMs < HEALED_MS);
    expect(during.length).toBeGreaterThan(20);
    for (const { atMs, offMs } of during) expect(offMs).toEqual(about((atMs - FIRED_MS) * 0.5));
    for (const offMs of offBetween(run, HEALED_MS, 9_000)) expect(offMs).toEqual(about(0));
    // The monotonic clock keeps what it has gained: it never goes back.
    for (const behindMs of behindBetween(run, HEALED_MS + 5, 9_000)) {
      expect(behindMs).toEqual(about(-1_000));
    }
    expect(receiptOf(run.history)?.counts.offMs).toBeCloseTo(1_000, 0);
  });

  it('overlaps with another one, and each heals only itself', async () => {
    const fault = faultOf('drift');
    const run = await disturbLedger([
      { fault, params: { rate: 2 } },
      { fault, params: { rate: 0.5 }, when: { atMs: 3_000 }, heal: { afterMs: 3_000 } },
    ]);
    // 1 s at 2, 1 s at 1.5 (healed: its 2 s taken back), 2 s at 0.5 (healed: its 1.5 s given back).
    for (const { atMs, offMs } of offsetsOf(run)) {
      if (atMs > 3_100 && atMs < 4_000) expect(offMs).toEqual(about(1_000 + (atMs - 3_000) * 0.5));
      if (atMs > 4_100 && atMs < 6_000) expect(offMs).toEqual(about(-(atMs - 3_000) * 0.5));
      if (atMs > 6_100) expect(offMs).toEqual(about(0));
    }
  });
});

describe('drift and freeze together', () => {
  const drift = { fault: faultOf('drift'), params: { rate: 1.5 } };
  const freeze = (atMs: number, afterMs: number) => ({
    fault: faultOf('freeze'),
    params: {},
    when: { atMs },
    heal: { afterMs },
  });

  it('leave nothing on the wall clock when the drift ends on a machine that sleeps', async () => {
    const run = await disturbLedger([drift, freeze(3_000, 3_000)]);
    expect(offBetween(run, 6_010, 9_000).length).toBeGreaterThan(20);
    for (const offMs of offBetween(run, 6_010, 9_000)) expect(offMs).toEqual(about(0));
  });

  it('leave nothing on the wall clock when the machine slept while it drifted', async () => {
    const run = await disturbLedger([drift, freeze(2_500, 1_000)]);
    for (const offMs of offBetween(run, HEALED_MS + 5, 9_000)) expect(offMs).toEqual(about(0));
  });

  it('leave nothing on the wall clock when two drifts reach the least rate of a clock', async () => {
    const slow = { ...drift, params: { rate: 0.1 } };
    const run = await disturbLedger([slow, slow]);
    for (const offMs of offBetween(run, HEALED_MS + 5, 9_000)) expect(offMs).toEqual(about(0));
  });
});

describe('freeze', () => {
  it('lets nothing happen on the machine, and its wall clock is right on waking', async () => {
    const run = await disturb('freeze', {});
    expect(offBetween(run, FIRED_MS + 5, HEALED_MS)).toEqual([]);
    for (const offMs of offBetween(run, HEALED_MS, 9_000)) expect(offMs).toEqual(about(0));
    // To the machine itself no time has passed.
    for (const behindMs of behindBetween(run, HEALED_MS, 9_000)) {
      expect(behindMs).toEqual(about(2_000));
    }
    expect(receiptOf(run.history)?.counts).toMatchObject({ pauses: 1, asleepMs: 2_000 });
    const refused = run.history.events.filter(
      (event) => event.type === 'exchange' && event.class === 'refused',
    );
    expect(refused).toEqual([]);
  });
});
