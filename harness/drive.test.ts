import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { QueueState } from './core/client.ts';
import { CannotTellError } from './core/errors.ts';
import type { Fault, FaultStep } from './core/fault.ts';
import type { EventDraft } from './core/history.ts';
import type { Outcome } from './core/outcome.ts';
import type { Plan } from './core/plan.ts';
import type { Scenario } from './core/scenario.ts';
import { drive } from './drive.ts';
import { createFakeWorld, type FakeStack } from './testing/fake-world.ts';

const ok: Outcome = { kind: 'ok', accepted: true, status: 202 };
const empty: QueueState = { queued: [], deadLettered: [] };

const spyFault = () => {
  const calls: string[] = [];
  const params: unknown[] = [];
  const fault: Fault = {
    kind: 'spy',
    family: 'network',
    about: 'Records that it was called.',
    on: 'link',
    needs: 'tcp',
    params: z.record(z.string(), z.json()),
    sample: {},
    effects: ['hits'],
    weaker: () => [],
    inject: async (_ports, step) => {
      calls.push(`inject ${step.id}`);
      params.push(step.params);
      return async () => {
        calls.push(`heal ${step.id}`);
        return { hits: 1 };
      };
    },
  };
  return { fault, calls, params };
};

const step = (id: number, parts: Partial<FaultStep> = {}): FaultStep => ({
  id,
  kind: 'spy',
  target: 'web>core',
  params: {},
  when: { atMs: 1_000 },
  heal: { afterMs: 2_000 },
  ...parts,
});

const planOf = (steps: readonly FaultStep[]): Plan => ({
  schema: 1,
  scenario: 'test',
  seed: 1,
  steps,
  workload: {
    ratePerSecond: 2,
    durationMs: 5_000,
    mix: { queue: 1 },
    textBytes: 20,
    conversations: 1,
    operationLimitMs: 1_000,
  },
});

const driveWith = async (
  steps: readonly FaultStep[],
  stack: Partial<FakeStack> = {},
  settled?: Scenario['settled'],
  spy = spyFault(),
) => {
  const fake = createFakeWorld({ answer: () => ok, reads: [empty], ...stack });
  const injections = await fake.run((world) =>
    drive(world, {
      // The driver reads nothing else of a scenario.
      scenario: { settled } as Scenario,
      plan: planOf(steps),
      scale: 0.1,
      promises: {
        retry: [],
        requestLimitMs: {},
        graceMs: {},
        longestWaitMs: 100,
        keepsOrder: false,
      },
      catalogue: new Map([['spy', spy.fault]]),
      signal: new AbortController().signal,
    }),
  );
  return { ...spy, injections, events: fake.events };
};

const marks = (events: readonly EventDraft[]) =>
  events.flatMap((event) => (event.type === 'mark' ? [event.what] : []));

const finalRead = (events: readonly EventDraft[]) =>
  events.find((event) => event.type === 'finalRead');

describe('driving a run', () => {
  it('injects and heals every step at its scaled time, in any overlap', async () => {
    const times = fc.array(fc.tuple(fc.nat(4_000), fc.integer({ min: 1, max: 4_000 })), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(times, async (list) => {
        const steps = list.map(([atMs, afterMs], index) =>
          step(index + 1, { when: { atMs }, heal: { afterMs } }),
        );
        const { injections, events } = await driveWith(steps);
        for (const [index, [atMs, afterMs]] of list.entries()) {
          expect(injections[index]?.atMs).toBeCloseTo(atMs * 0.1, -1);
          expect(injections[index]?.healedAtMs).toBeCloseTo((atMs + afterMs) * 0.1, -1);
        }
        expect(events.filter((event) => event.type === 'faultInjected')).toHaveLength(list.length);
      }),
      { numRuns: 20 },
    );
  });

  it('scales parameters named in ms and leaves the others alone', async () => {
    const { params } = await driveWith([step(1, { params: { delayMs: 500, rate: 500 } })]);
    expect(params).toEqual([{ delayMs: 50, rate: 500 }]);
  });

  it('does not fire a step whose condition never came', async () => {
    const when = { signal: 'haState' };
    const { injections, calls } = await driveWith([step(1, { when })]);
    expect(injections).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('fires a step when its condition comes', async () => {
    const when = { link: 'web>core', nth: 3, phase: 'delivered' } as const;
    const { calls } = await driveWith([step(1, { when })], { occursAfterMs: () => 70 });
    expect(calls).toEqual(['inject 1', 'heal 1']);
  });

  it('leaves a step in place to the end that is never healed, and still reads its counts', async () => {
    let healsAtDrain = -1;
    const spy = spyFault();
    const settled = () => {
      healsAtDrain = spy.calls.filter((call) => call.startsWith('heal')).length;
      return true;
    };
    const { injections } = await driveWith([step(1, { heal: 'never' })], {}, settled, spy);
    expect(healsAtDrain).toBe(0);
    expect(injections[0]).toMatchObject({ counts: { hits: 1 } });
    expect(injections[0]?.healedAtMs).toBeUndefined();
  });

  it('begins only after an operation was ok, and says that it cannot tell when none is', async () => {
    const failed: Outcome = { kind: 'unknown', error: { code: 'HTTP_503', message: 'no' } };
    const late = await driveWith([], { answer: (_, attempt) => (attempt < 3 ? failed : ok) });
    expect(marks(late.events)).toContain('loadBegins');
    const never = driveWith([], { answer: () => failed });
    await expect(never).rejects.toThrow(CannotTellError);
    await expect(never).rejects.toThrow(/HTTP_503/);
  });
});

describe('settling', () => {
  const waiting: QueueState = { queued: ['op-1'], deadLettered: [] };

  it('ends by condition once the queue is empty', async () => {
    const { events } = await driveWith([], { reads: [waiting, waiting, empty] });
    expect(marks(events).at(-1)).toBe('drained');
    expect(finalRead(events)).toMatchObject({ complete: true, queued: [] });
  });

  it('is stuck when the queue never moves', async () => {
    const { events } = await driveWith([], { reads: [waiting] });
    expect(marks(events).at(-1)).toBe('stuck');
    expect(finalRead(events)).toMatchObject({ complete: true, queued: ['op-1'] });
  });

  it('records an incomplete read when the stack does not answer', async () => {
    const { events } = await driveWith([], { reads: [undefined] });
    expect(marks(events).at(-1)).toBe('stuck');
    expect(finalRead(events)).toMatchObject({ complete: false });
  });

  it('waits for what the scenario wants to see', async () => {
    const { events } = await driveWith([], {}, ({ nowMs }) => nowMs > 700);
    expect(marks(events).at(-1)).toBe('drained');
    expect(finalRead(events)?.atMs).toBeGreaterThan(700);
  });
});
