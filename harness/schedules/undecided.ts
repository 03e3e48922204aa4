import type { Scenario } from '../core/scenario.ts';
import { aggregate } from './aggregate.ts';
import type { ScheduleOutcome } from './schedule.ts';

/**
 * Tells which scenarios cannot be told yet by the schedules so far: a fault never had an effect, or a
 * rule was never put to the test. A scenario without a schedule is not among them.
 */
export const createUndecided = (scenarios: readonly Scenario[]) => {
  const outcomes: ScheduleOutcome[] = [];
  let known: { readonly names: ReadonlySet<string>; readonly count: number } | undefined;
  const look = (): ReadonlySet<string> => {
    const byName = Map.groupBy(outcomes, ({ schedule }) => schedule.scenario);
    const open = scenarios.filter((scenario) => {
      const own = byName.get(scenario.name);
      if (own === undefined) return false;
      const example = () => ({ seed: 0, status: 'held' as const, folder: '', replay: '' });
      return /^(inert|unknown)$/.test(aggregate(scenario, own, example).status);
    });
    return new Set(open.map(({ name }) => name));
  };
  return {
    took: (outcome: ScheduleOutcome): void => {
      // A repeat is the same schedule once more.
      if (!outcome.schedule.folder.endsWith('-again')) outcomes.push(outcome);
    },
    names: (): ReadonlySet<string> => {
      if (known?.count !== outcomes.length) known = { names: look(), count: outcomes.length };
      return known.names;
    },
  };
};
