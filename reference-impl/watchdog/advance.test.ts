import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance } from './advance.ts';
import {
  freshWatchdogState,
  type Observation,
  type ProbeResult,
  type WatchdogState,
} from './watchdog-state.ts';

const good: ProbeResult = { ok: true, ms: 1 };
const bad: ProbeResult = { ok: false, ms: 1, reason: 'ECONNREFUSED' };

function run(seen: readonly Observation[], unhealthyAfter = 2) {
  let state: WatchdogState = freshWatchdogState;
  return seen.map((observation) => {
    const advanced = advance(state, observation, unhealthyAfter);
    state = advanced.after;
    return advanced;
  });
}

test('G13: one failed probe changes nothing, the second in a row does', () => {
  const polls = run([
    { live: good, candidate: good },
    { live: bad, candidate: good },
    { live: bad, candidate: good },
  ]);
  expect(polls.map(({ after }) => after.state)).toEqual(['active', 'active', 'failover_active']);
  expect(polls[1]?.change).toBeUndefined();
  expect(polls[2]?.change).toEqual({
    from: 'active',
    to: 'failover_active',
    cause: 'live failed 2 probes in a row: ECONNREFUSED',
  });
});

test('G13: failures with a success in between never add up', () => {
  const flapping = [bad, good, bad, good, bad, good];
  const polls = run(flapping.map((live) => ({ live, candidate: good })));
  expect(polls.every(({ change }) => change === undefined)).toBe(true);
});

test('G13: one success makes an unhealthy core healthy', () => {
  const polls = run([bad, bad, bad, good].map((candidate) => ({ live: good, candidate })));
  expect(polls.at(-1)?.change).toEqual({
    from: 'degraded',
    to: 'active',
    cause: 'candidate answers again',
  });
});

test('G14: the first evaluation is not a change, whatever it finds', () => {
  expect(run([{ live: bad, candidate: bad }], 1)[0]).toMatchObject({
    after: { state: 'failed' },
    change: undefined,
  });
});

test('G16: maintenance leaves the candidate as it was and forgets its streak', () => {
  const polls = run([
    { live: good, candidate: bad },
    { live: good, candidate: 'unevaluated' },
    { live: good, candidate: bad },
  ]);
  expect(polls.at(-1)?.after).toMatchObject({
    state: 'active',
    candidate: { healthy: true, consecutiveFailures: 1 },
  });
});

test('G15: a change in maintenance names the maintenance as its cause', () => {
  const polls = run([
    { live: good, candidate: bad },
    { live: good, candidate: bad },
    { live: good, candidate: 'unevaluated' },
    { live: good, candidate: bad },
  ]);
  expect(polls.flatMap(({ change }) => change?.cause ?? [])).toEqual([
    'candidate failed 2 probes in a row: ECONNREFUSED',
    'maintenance on',
    'maintenance off',
  ]);
});

/** Looks at the whole history each time, where `advance` carries a count. */
function naiveHealth(probes: readonly (ProbeResult | 'unevaluated')[], unhealthyAfter: number) {
  let healthy = true;
  probes.forEach((probe, at) => {
    if (probe === 'unevaluated') return;
    const streak = probes.slice(Math.max(0, at + 1 - unhealthyAfter), at + 1);
    const isStreak = streak.length === unhealthyAfter;
    if (probe.ok) healthy = true;
    else if (isStreak && streak.every((one) => one !== 'unevaluated' && !one.ok)) healthy = false;
  });
  return healthy;
}

test('G13, G14: any history leads to the state that the table gives for the whole of it', () => {
  const probe = fc.constantFrom(good, bad);
  const observation = fc.record({
    live: probe,
    candidate: fc.oneof({ weight: 4, arbitrary: probe }, fc.constant('unevaluated' as const)),
  });
  fc.assert(
    fc.property(fc.array(observation), fc.integer({ min: 1, max: 4 }), (seen, unhealthyAfter) => {
      let before: string | undefined;
      run(seen, unhealthyAfter).forEach(({ after, change }, at) => {
        const past = seen.slice(0, at + 1);
        const live = naiveHealth(
          past.map((one) => one.live),
          unhealthyAfter,
        );
        const candidate = naiveHealth(
          past.map((one) => one.candidate),
          unhealthyAfter,
        );
        const maintenance = past.at(-1)?.candidate === 'unevaluated';
        const alone = live ? 'active' : 'failed';
        const both = live
          ? candidate
            ? 'active'
            : 'degraded'
          : candidate
            ? 'failover_active'
            : 'failed';
        expect(after.state).toBe(maintenance ? alone : both);
        expect(change === undefined).toBe(before === undefined || before === after.state);
        before = after.state;
      });
    }),
  );
});
