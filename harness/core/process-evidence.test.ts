import { describe, expect, it } from 'vitest';
import type { FaultWindow } from './fault.ts';
import type { Exchange, ProcessEvent } from './history.ts';
import { endedEvidence } from './process-evidence.ts';

const event = (what: ProcessEvent['what'], atMs: number, life = 0): ProcessEvent => ({
  type: 'process',
  index: 0,
  role: 'core',
  life,
  what,
  atMs,
  planned: true,
});

const exchange = (change: Partial<Exchange>): Exchange => ({
  type: 'exchange',
  index: 0,
  atMs: 900,
  endedAtMs: 1_010,
  link: 'web>core',
  from: 'web',
  to: 'core',
  connection: 1,
  method: 'POST',
  path: '/',
  requestBytes: 1,
  class: 'delivered',
  endedByCaller: false,
  servedByLife: 0,
  serviceEnding: 'closed',
  steps: [],
  source: 'taps',
  ...change,
});

const countsOf = (
  change: Partial<Exchange>,
  processes: readonly ProcessEvent[] = [event('exited', 1_000)],
) => {
  const step = {
    id: 1,
    kind: 'kill',
    target: 'core',
    params: {},
    when: { atMs: 990 },
    heal: 'never',
  } as const;
  const exchanges = [exchange(change)];
  const window: FaultWindow = { step, fromMs: 990, toMs: 5_000, exchanges, processes };
  return endedEvidence(window);
};

describe('requests that a process has cut by its end', () => {
  it.each<[string, number, Partial<Exchange>]>([
    ['one in flight at the exit', 1, {}],
    ['one in flight whose end came through a slow link', 1, { endedAtMs: 1_800 }],
    ['one whose head had left already', 1, { class: 'answerCut', status: 200 }],
    ['one that was not whole, at the exit', 1, { class: 'cut' }],
    [
      'one that was not whole, long after: a fault of the link',
      0,
      { class: 'cut', endedAtMs: 3e3 },
    ],
    ['one that the proxy cut', 0, { serviceEnding: 'callerGone' }],
    ['one whose answer the link lost', 0, { serviceEnding: 'answered' }],
    ['one of the next life', 0, { servedByLife: 1, atMs: 2_000, endedAtMs: 2_010 }],
    ['one of this life after its exit', 0, { atMs: 2_000, endedAtMs: 2_010 }],
    ['one that its caller ended', 0, { endedByCaller: true }],
  ])('%s', (_, cut, change) => {
    expect(countsOf(change).cut).toBe(cut);
  });
  it('none where nothing has ended', () => {
    expect(countsOf({}, []).cut).toBe(0);
  });
  it('while it drains, before the exit', () => {
    const draining = [event('terminated', 990), event('exited', 2_000)];
    expect(countsOf({ endedAtMs: 1_200 }, draining).cut).toBe(1);
  });
});

describe('requests that a process turned away', () => {
  const away: Partial<Exchange> = { class: 'answered', status: 503, answerBeganAtMs: 1_005 };
  const asked = [event('terminated', 1_000), event('exited', 1_500)];
  it.each<[string, number, Partial<Exchange>, readonly ProcessEvent[]]>([
    ['a 503 of the life that was asked to end', 1, away, asked],
    ['an answer of the gateway', 0, { ...away, answeredBy: 'gateway' }, asked],
    ['before it was asked', 0, { ...away, answerBeganAtMs: 995 }, asked],
    ['by the next life', 0, { ...away, servedByLife: 1 }, asked],
    ['nobody asked it', 0, away, [event('exited', 1_000)]],
  ])('%s', (_, turnedAway, change, processes) => {
    expect(countsOf(change, processes).turnedAway).toBe(turnedAway);
  });
});
