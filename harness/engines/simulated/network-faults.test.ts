import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../core/history.ts';
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

const disturb = (kind: string, params: JsonObject, target?: string): Promise<Ledger> =>
  disturbLedger([{ fault: faultOf(kind), params, ...(target ? { target } : {}) }]);

const exchangesOn = ({ history }: Ledger, link: string): readonly Exchange[] =>
  history.events.filter(
    (event): event is Exchange => event.type === 'exchange' && event.link === link,
  );

const during = ({ atMs }: Exchange) => atMs > FIRED_MS + 20 && atMs < HEALED_MS;

const deliveredThen = (run: Ledger, link = 'front>back') =>
  exchangesOn(run, link).filter(
    ({ deliveredAtMs = 0 }) => deliveredAtMs > FIRED_MS + 20 && deliveredAtMs < HEALED_MS,
  );

const effectsOf = ({ history }: Ledger) =>
  history.events.filter(
    ({ type, atMs }) => type === 'effect' && atMs > FIRED_MS + 50 && atMs < HEALED_MS,
  );

const failures = ({ lines }: Ledger) =>
  lines.filter((line) => line.startsWith('front ') && line.includes('"failed"'));

it('every fault of the network below TCP is shown here', () => {
  const shown = ['partition', 'flapping', 'connectHang', 'halfOpen', 'dnsFailure'];
  expect(kindsNotShown(['network', 'dns'], shown)).toEqual([]);
});

describe('partition', () => {
  it('lets nothing through either way, refuses nothing, and heals', async () => {
    const run = await disturb('partition', { from: ['front'] });
    expect(deliveredThen(run)).toEqual([]);
    expect(exchangesOn(run, 'front>back').filter((one) => one.class === 'refused')).toEqual([]);
    const { counts } = receiptOf(run.history) ?? {};
    expect(counts?.attemptsLost).toBeGreaterThan(0);
    expect(counts?.packetsLost).toBeGreaterThan(0);
    expect(failedBetween(run.history, HEALED_MS + 1_000)).toEqual([]);
  });

  it('one way: requests arrive and are executed, answers do not come back', async () => {
    const run = await disturb('partition', { from: ['front'], direction: 'outgoing' });
    const delivered = deliveredThen(run);
    expect(delivered.length).toBeGreaterThan(0);
    const answered = delivered.filter(
      ({ answeredAtMs = 0 }) => answeredAtMs > 0 && answeredAtMs < HEALED_MS,
    );
    expect(answered).toEqual([]);
    expect(effectsOf(run).length).toBeGreaterThan(0);
  });

  it('the other way: nothing arrives', async () => {
    const run = await disturb('partition', { from: ['front'], direction: 'incoming' });
    expect(deliveredThen(run)).toEqual([]);
  });

  it('cuts groups: those on one side still reach each other', async () => {
    const run = await disturb('partition', { with: ['front'] });
    expect(deliveredThen(run, 'client>front')).toEqual([]);
    const inner = await disturb('partition', { from: ['client'] });
    expect(receiptOf(inner.history)).toMatchObject({ effective: false });
    expect(failedBetween(inner.history, 0)).toEqual([]);
  });

  it('cuts a link that is disturbed otherwise, too', async () => {
    const run = await disturbLedger([
      { fault: faultOf('latency'), params: { latencyMs: 5 }, when: { atMs: 100 }, heal: 'never' },
      { fault: faultOf('partition'), params: { from: ['front'] } },
    ]);
    expect(effectsOf(run)).toEqual([]);
    expect(receiptOf(run.history, 2)).toMatchObject({ effective: true });
    expect(failedBetween(run.history, HEALED_MS + 1_000)).toEqual([]);
  });

  it.each([
    [{ from: ['nobody'] }, 'no role "nobody"'],
    [{ from: ['back'] }, '"back" stands on both sides'],
  ])('%j is an error that says why', async (params, message) => {
    await expect(disturb('partition', params)).rejects.toThrow(message);
  });
});

describe('flapping', () => {
  it('cuts and heals by turns', async () => {
    const run = await disturb('flapping', { from: ['front'], cutMs: 300, wholeMs: 200 });
    const inCut = deliveredThen(run).filter(
      ({ deliveredAtMs = 0 }) =>
        (deliveredAtMs - FIRED_MS) % 500 > 10 && (deliveredAtMs - FIRED_MS) % 500 < 290,
    );
    expect(inCut).toEqual([]);
    expect(deliveredThen(run).length).toBeGreaterThan(0);
    expect(receiptOf(run.history)?.counts).toMatchObject({ cuts: 4 });
  });
});

describe('connectHang', () => {
  it('leaves new connections without an answer, and established ones alone', async () => {
    const run = await disturb('connectHang', {});
    const ids = new Set(
      run.history.events.flatMap((event) =>
        event.type === 'invoke' && event.kind === 'by-http' ? [event.operation] : [],
      ),
    );
    const delivered = deliveredThen(run);
    expect(delivered.filter(({ key = '' }) => ids.has(key))).toEqual([]);
    expect(delivered.filter(({ key = '' }) => !ids.has(key)).length).toBeGreaterThan(0);
    const { counts } = receiptOf(run.history) ?? {};
    expect(counts).toMatchObject({ packetsLost: 0 });
  });
});

describe('halfOpen', () => {
  it('silences the connections that there are, and resets them when they are used again', async () => {
    const run = await disturb('halfOpen', {});
    const silent = exchangesOn(run, 'front>back').filter(
      (one) => during(one) && one.deliveredAtMs === undefined,
    );
    expect(silent.length).toBeGreaterThan(0);
    // New connections work at once.
    expect(deliveredThen(run).length).toBeGreaterThan(0);
    expect(failures(run).some((line) => /ECONNRESET|fetch failed/.test(line))).toBe(true);
    expect(receiptOf(run.history)?.counts.connections).toBe(silent.length);
    expect(failedBetween(run.history, HEALED_MS + 500)).toEqual([]);
  });
});

describe('dnsFailure', () => {
  it('notFound: whoever connects anew is told so at once', async () => {
    const run = await disturb('dnsFailure', { how: 'notFound' });
    expect(failures(run).some((line) => line.includes('ENOTFOUND back.front.internal'))).toBe(true);
    const unresolved = exchangesOn(run, 'front>back').filter((one) => one.class === 'unresolved');
    expect(unresolved).toHaveLength(receiptOf(run.history)?.counts.lookups ?? -1);
    expect(failedBetween(run.history, HEALED_MS + 100)).toEqual([]);
  });

  it('timeout: told only after the resolver has given up', async () => {
    const run = await disturbLedger([
      { fault: faultOf('dnsFailure'), params: { how: 'timeout' }, heal: { afterMs: 11_000 } },
    ]);
    const [unresolved] = exchangesOn(run, 'front>back').filter((one) => one.class === 'unresolved');
    expect(unresolved?.atMs).toBeGreaterThan(FIRED_MS + 10_000);
    expect(failures(run).some((line) => line.includes('EAI_AGAIN'))).toBe(true);
  });

  it('wrongAddress: a machine answers that has no such service', async () => {
    const run = await disturb('dnsFailure', { how: 'wrongAddress' });
    expect(failures(run).some((line) => line.includes('ECONNREFUSED'))).toBe(true);
    expect(failedBetween(run.history, HEALED_MS + 100)).toEqual([]);
  });
});
