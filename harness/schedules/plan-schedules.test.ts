import { describe, expect, it } from 'vitest';
import type { Scenario } from '../core/scenario.ts';
import { planSchedules, repeatedBlocks } from './plan-schedules.ts';

// Only the name is looked at.
const block = (name: string, count: number) => ({
  found: { file: `${name}.ts`, value: { name } as Scenario },
  firstSeed: 1,
  count,
});

const timeIsUp = 0;
const timeIsPlenty = Number.POSITIVE_INFINITY;

const handedOut = (next: ReturnType<typeof planSchedules>, most: number): readonly string[] =>
  Array.from({ length: most }, next).flatMap((one) =>
    one === undefined ? [] : [`${one.scenario} ${one.seed}`],
  );

const budget = { seed: 1, folder: 'f' };
const first = ['a 1', 'b 1', 'c 1'];

describe('schedules are handed out', () => {
  it('one of each scenario, a few of them twice, then round by round', () => {
    const blocks = [block('a', 2), block('b', 1), block('c', 3)];
    const all = handedOut(planSchedules(blocks, { ...budget, untilMs: timeIsPlenty }), 50);
    expect(all).toEqual([...first, ...first.slice(0, repeatedBlocks), 'a 2', 'c 2', 'c 3']);
  });

  it('when the time is up, only for scenarios that cannot be told yet, until they can', () => {
    const blocks = [block('a', 9), block('b', 9), block('c', 9)];
    let open = new Set(['b']);
    const untilMs = performance.now() + timeIsUp;
    const next = planSchedules(blocks, { ...budget, untilMs, undecided: () => open });
    expect(handedOut(next, 9)).toEqual([...first, ...first, 'b 2', 'b 3', 'b 4']);
    open = new Set();
    expect(handedOut(next, 9)).toEqual([]);
  });

  it('twice a round to a scenario that cannot be told yet', () => {
    const blocks = [block('a', 9), block('b', 9), block('c', 9)];
    const undecided = () => new Set(['c']);
    const next = planSchedules(blocks, { ...budget, untilMs: timeIsPlenty, undecided });
    expect(handedOut(next, 10).slice(6)).toEqual(['a 2', 'b 2', 'c 2', 'c 3']);
  });
});
