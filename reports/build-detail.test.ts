import { describe, expect, test } from 'vitest';
import { buildRunDetail } from './build-detail.ts';
import { brokenBy } from './detail/broken-by.ts';
import { exchangeRows } from './detail/exchange-rows.ts';
import { failoverRows, retryRows } from './detail/failovers.ts';
import { percentile } from './detail/percentile.ts';
import { recoveryOf } from './detail/recovery.ts';
import { runNumbers } from './detail/run-numbers.ts';
import { shutdownsOf } from './detail/shutdowns.ts';
import { sampleHistory } from './sample/sample-history.ts';
import { sampleInput } from './sample/sample-input.ts';

const details = sampleInput({ violated: true }).details;
const detailOf = (scenario: string) => {
  const found = details.find((detail) => detail.scenario === scenario);
  if (!found) throw new Error(`no ${scenario} in the sample`);
  return found;
};

describe('the detail of a run', () => {
  const slow = detailOf('core-slower-than-the-limit');

  test('shows when each step was at work and what it changed', () => {
    const [first] = slow.steps;
    expect(first).toMatchObject({ kind: 'slowHeaders', family: 'http', injectedAtMs: 1800 });
    expect(first?.receipt?.effective).toBe(true);
  });

  test('follows a process from start over death to its next life', () => {
    const core = slow.lanes.processes.find(({ role }) => role === 'core');
    expect(core?.spans.map(({ value }) => value)).toEqual([
      'starting',
      'up',
      'dead',
      'starting',
      'up',
    ]);
  });

  test('draws what the stack said of itself, with the initial value', () => {
    const lane = (name: string) => slow.lanes.states.find((one) => one.name === name);
    expect(lane('HA state')?.spans.map(({ value }) => value)).toEqual([
      'active',
      'failover_active',
      'active',
    ]);
    expect(lane('active endpoint')?.spans[0]?.value).toBe('live');
  });

  test('tells the story in order and ends with the rule that broke, with its evidence', () => {
    const broke = slow.story.at(-1);
    expect(broke).toMatchObject({ tone: 'broke' });
    expect(broke?.refs.length).toBeGreaterThan(0);
    const times = slow.story.flatMap(({ atMs }) => (atMs === undefined ? [] : [atMs]));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('leads from a witness that is no exchange to the exchanges of its message', () => {
    const history = sampleHistory({ scenario: 's', seed: 1, operations: 60, violated: true });
    const effect = history.events.find((event) => event.type === 'effect' && event.key === 'm-40');
    if (!effect) throw new Error('the sample has no effect of m-40');
    const verdict = {
      invariant: 'i',
      status: 'violated',
      checked: 1,
      because: '',
      about: '',
    } as const;
    const found = brokenBy(history, [{ ...verdict, witnesses: [effect.index] }]);
    expect(found).toEqual({ keys: ['m-40'], atMs: effect.atMs });
  });

  test('says of an inert step that it changed nothing', () => {
    const inert = detailOf('maintenance-during-a-failover');
    expect(inert.story.some(({ text }) => text.includes('changed nothing'))).toBe(true);
  });

  test('shows a shutdown from SIGTERM to the exit, with what was cut off', () => {
    const [shutdown] = detailOf('sigterm-while-the-checkpoint-hangs').shutdowns;
    expect(shutdown).toMatchObject({ role: 'core', exitCode: 0, graceMs: 25_000 });
    const cut = shutdown?.phases.filter(({ ok }) => !ok).map(({ name }) => name);
    expect(cut).toEqual(['checkpoint: cognitive']);
  });

  test('gives the whole life of a message that went astray', () => {
    const life = slow.lives.find(({ key }) => key === 'm-40');
    expect(life?.fate).toBe('duplicated');
    expect(life?.moments.length).toBeGreaterThan(3);
  });
});

describe('failovers and retries', () => {
  const history = sampleHistory({ scenario: 's', seed: 1, operations: 240, violated: true });

  test('are told apart by how the last attempt on the primary ended', () => {
    const triggers = new Set(failoverRows(history).map(({ trigger }) => trigger));
    expect([...triggers].sort()).toEqual(['refused', 'timedOut']);
  });

  test('count attempts per call on a group of links', () => {
    expect(retryRows(history)).toEqual([
      {
        group: 'core',
        calls: 240,
        attempts: 240 + 24 * 4 + 36,
        retriedCalls: 24,
        fellBack: 60,
        mostAttempts: 5,
        maxRetries: 3,
      },
    ]);
  });
});

test('no bodies and no headers are in the rows of exchanges', () => {
  const history = sampleHistory({ scenario: 's', seed: 1, operations: 5, violated: false });
  const names = new Set(exchangeRows(history).flatMap((row) => Object.keys(row)));
  expect([...names].filter((name) => /body|header/i.test(name))).toEqual([]);
});

test.each([
  [[], 0.5, null],
  [[7], 0.99, 7],
  [[1, 2, 3, 4], 0.5, 2],
  [[1, 2, 3, 4], 0.99, 4],
])('percentile of %j at %d is %j', (sorted, fraction, expected) => {
  expect(percentile(sorted, fraction)).toBe(expected);
});

describe('recovery', () => {
  test('is counted from the first fault, and trouble from the last heal', () => {
    const history = sampleHistory({ scenario: 's', seed: 1, operations: 240, violated: false });
    const injected = history.events.find((event) => event.type === 'faultInjected');
    const state = history.events
      .filter((event) => event.type === 'signal')
      .find((event) => event.name === 'haState' && event.atMs >= (injected?.atMs ?? 0));
    const recovery = recoveryOf(history);
    expect(recovery?.detectMs).toBe((state?.atMs ?? 0) - (injected?.atMs ?? 0));
    expect(recovery?.detectMs).toBeGreaterThan(0);
  });

  test('a run without faults has none', () => {
    const history = sampleHistory({ scenario: 's', seed: 1, operations: 10, violated: false });
    const events = history.events.filter((event) => event.type !== 'faultInjected');
    expect(recoveryOf({ ...history, events })).toBeNull();
  });

  test('the longest stretch without an ok counts neither failures nor the time after the load', () => {
    const row = (id: string, startMs: number, endMs: number, outcome: 'ok' | 'fail') => ({
      id,
      kind: 'sync',
      startMs,
      endMs,
      outcome,
    });
    const rows = [row('a', 0, 10, 'ok'), row('b', 50, 60, 'fail'), row('c', 300, 900, 'ok')];
    expect(runNumbers('held', rows).longestGapMs).toBe(290);
    expect(runNumbers('held', []).longestGapMs).toBe(0);
  });
});

describe('a stop after SIGTERM', () => {
  const stopped = () => {
    const run = { scenario: 's', seed: 1, operations: 240, violated: false } as const;
    const history = sampleHistory({ ...run, sigterm: true });
    const limited = { ...history.promises, checkpointLimitMs: { core: 15_000 } };
    return shutdownsOf({ ...history, promises: limited })[0];
  };

  test('stands against the limits that the stack promises', () => {
    expect(stopped()?.checkpointLimitMs).toBe(15_000);
  });

  test('is not in trouble because it was asked to stop', () => {
    const first = stopped()?.phases.find(({ name }) => name.startsWith('not ready'));
    expect(first).toMatchObject({ ok: true });
    expect(first?.note).toBeUndefined();
  });
});

test('messages are accounted for only where a rule asks what became of them', () => {
  const messagesBy = (invariant: string) =>
    buildRunDetail(sampleHistory({ scenario: 's', seed: 1, operations: 60, violated: true }), {
      about: '',
      status: 'held',
      reasons: [],
      verdicts: [{ invariant, about: '', status: 'held', checked: 1, because: '', witnesses: [] }],
      families: {},
      control: null,
      replay: '',
      folder: '',
    }).messages;
  expect(messagesBy('no-unexpected-messages')).not.toBeNull();
  expect(messagesBy('takeover-continues')).toBeNull();
});
