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
  readonly folder: string;
  readonly edits?: readonly SourceEdit[];
}

/** Blocks whose first schedule is simulated twice: the two must leave the same trace. */
export const repeatedBlocks = 3;

/**
 * Hands out schedules round by round: the first seed of every block, then a few of these once
 * more, then the next seed of every block, until all are handed out or the time is spent.
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
  const longest = Math.max(0, ...blocks.map((block) => block.count));
  const list = function* () {
    for (let round = 0; round < longest; round++) {
      for (const { found, firstSeed, count } of blocks) {
        if (round > 0 && performance.now() > budget.untilMs) return;
        if (round < count) yield scheduleOf(found, firstSeed + round);
      }
      if (round > 0) continue;
      for (const { found, firstSeed } of blocks.slice(0, repeatedBlocks)) {
        yield scheduleOf(found, firstSeed, `seed-${firstSeed}-again`);
      }
    }
  };
  const schedules = list();
  return () => schedules.next().value ?? undefined;
};
