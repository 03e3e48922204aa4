import { join } from 'node:path';
import type { SourceEdit } from '../core/engine.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Found } from '../discover.ts';
import type { Schedule } from './schedule.ts';

/** Seeds of one scenario. */
export interface SeedBlock {
  readonly found: Found<Scenario>;
  readonly firstSeed: number;
  readonly count: number;
}

/** Until when schedules are handed out, and what they have in common. */
export interface ScheduleBudget {
  /** The seed whose history is kept of each scenario, also when it held. */
  readonly seed: number;
  /** `performance.now()` after which no more are handed out, but for the first of each block. */
  readonly untilMs: number;
  /** Scenarios whose schedules so far cannot tell: they get more, and a while longer. */
  readonly undecided?: () => ReadonlySet<string>;
  readonly folder: string;
  readonly edits?: readonly SourceEdit[];
}

/** Blocks whose first schedule is simulated twice: the two must leave the same trace. */
export const repeatedBlocks = 3;

/** How much longer scenarios get that cannot be told yet. */
const patienceMs = 15_000;

/**
 * Hands out schedules round by round: the first seed of every block, then a few of these once
 * more, then the next seed of every block, and one more of those that cannot be told yet, until all
 * are handed out or the time is spent.
 */
export const planSchedules = (
  blocks: readonly SeedBlock[],
  budget: ScheduleBudget,
): (() => Schedule | undefined) => {
  const scheduleOf = (found: Found<Scenario>, seed: number, name = `seed-${seed}`): Schedule => ({
    scenarioFile: found.file,
    scenario: found.value.name,
    seed,
    ...(budget.edits === undefined ? {} : { edits: budget.edits }),
    folder: join(budget.folder, 'simulated', found.value.name, name),
    // A repeat is kept beside it, to show where the two part if they do.
    keep: seed === budget.seed || name !== `seed-${seed}`,
  });
  const handedOut = new Map<SeedBlock, number>();
  const hasMore = (block: SeedBlock) => (handedOut.get(block) ?? 0) < block.count;
  const nextOf = (block: SeedBlock): Schedule => {
    const count = handedOut.get(block) ?? 0;
    handedOut.set(block, count + 1);
    return scheduleOf(block.found, block.firstSeed + count);
  };
  const isUndecided = ({ found }: SeedBlock) => budget.undecided?.().has(found.value.name) === true;
  const isLate = (byMs: number) => performance.now() > budget.untilMs + byMs;
  const list = function* () {
    for (const block of blocks.filter(hasMore)) yield nextOf(block);
    for (const { found, firstSeed } of blocks.slice(0, repeatedBlocks)) {
      yield scheduleOf(found, firstSeed, `seed-${firstSeed}-again`);
    }
    while (!isLate(0) && blocks.some(hasMore)) {
      for (const block of [...blocks, ...blocks.filter(isUndecided)]) {
        if (hasMore(block) && !isLate(0)) yield nextOf(block);
      }
    }
    for (;;) {
      const block = blocks.find((one) => hasMore(one) && isUndecided(one));
      if (block === undefined || isLate(patienceMs)) return;
      yield nextOf(block);
    }
  };
  const schedules = list();
  return () => schedules.next().value ?? undefined;
};
