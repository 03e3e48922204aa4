import { join } from 'node:path';
import type { Scenario } from '../core/scenario.ts';
import type { Found } from '../discover.ts';
import type { Schedule } from './schedule.ts';

/** How many schedules, and until when. */
export interface ScheduleBudget {
  readonly seed: number;
  /** Schedules per scenario at the most. */
  readonly runs: number;
  /** `performance.now()` after which no more are handed out, but for the first of each scenario. */
  readonly untilMs: number;
  readonly folder: string;
}

/** Scenarios whose first schedule is simulated twice: the two must leave the same trace. */
export const repeatedScenarios = 3;

/**
 * Hands out schedules round by round: every scenario with the first seed, then a few of these once
 * more, then every scenario with the next seed, until the budget is spent.
 */
export const planSchedules = (
  scenarios: readonly Found<Scenario>[],
  budget: ScheduleBudget,
): (() => Schedule | undefined) => {
  const scheduleOf = (found: Found<Scenario>, seed: number, name = `seed-${seed}`): Schedule => ({
    scenarioFile: found.file,
    scenario: found.value.name,
    seed,
    folder: join(budget.folder, 'simulated', found.value.name, name),
    keep: seed === budget.seed && name === `seed-${seed}`,
  });
  const list = function* () {
    for (let seed = budget.seed; seed < budget.seed + budget.runs; seed++) {
      for (const found of scenarios) {
        if (seed > budget.seed && performance.now() > budget.untilMs) return;
        yield scheduleOf(found, seed);
      }
      if (seed > budget.seed) continue;
      for (const found of scenarios.slice(0, repeatedScenarios)) {
        yield scheduleOf(found, seed, `seed-${seed}-again`);
      }
    }
  };
  const schedules = list();
  return () => schedules.next().value ?? undefined;
};
