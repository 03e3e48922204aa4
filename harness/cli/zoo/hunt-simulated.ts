import { join } from 'node:path';
import type { PlantedBug } from '../../core/planted-bug.ts';
import type { Schedule, ScheduleOutcome } from '../../schedules/schedule.ts';
import { runSchedules } from '../../schedules/schedule-pool.ts';
import { canaryJob } from '../choose-canaries.ts';
import type { HuntGround } from './hunt.ts';
import { type BugRun, type Hunted, huntedOf, isDecided } from './kill.ts';

/** Where and how widely bugs are hunted in virtual time. */
export interface SimulatedHunt {
  readonly projectRoot: string;
  readonly folder: string;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: ScheduleOutcome, bug: PlantedBug) => void;
}

/** Some bugs show only where a power loss or a partition falls on one instant of many. */
const budgetMost = 500;
/** An equivalent change is run to the end of its budget each time. */
const equivalentMost = 20;

/** Seed by seed in virtual time, with the bugs that are still at large. */
export const huntSimulated = async (
  bugs: readonly PlantedBug[],
  ground: HuntGround,
  hunt: SimulatedHunt,
): Promise<Hunted> => {
  const runs = new Map<string, readonly BugRun[]>();
  const bugOf = new Map<string, PlantedBug>();
  const budgetOf = ({ caughtBy }: PlantedBug): number =>
    ground.budget ?? (caughtBy === 'none' ? equivalentMost : budgetMost);
  const longest = Math.max(0, ...bugs.map(budgetOf));
  const list = function* () {
    for (let run = 0; run < longest; run++) {
      const seed = ground.seed + run;
      for (const bug of bugs) {
        if (run >= budgetOf(bug) || isDecided(bug, runs.get(bug.name) ?? [])) continue;
        const schedule = scheduleOf(bug, seed, ground, hunt);
        bugOf.set(schedule.folder, bug);
        yield schedule;
      }
    }
  };
  const schedules = list();
  await runSchedules(() => schedules.next().value ?? undefined, {
    projectRoot: hunt.projectRoot,
    workers: hunt.workers,
    spare: Promise.resolve(),
    signal: hunt.signal,
    onOutcome: (outcome) => {
      const bug = bugOf.get(outcome.schedule.folder);
      if (bug === undefined) return;
      runs.set(bug.name, [...(runs.get(bug.name) ?? []), bugRun(outcome)]);
      hunt.onOutcome(outcome, bug);
    },
  });
  return huntedOf(bugs, runs);
};

const scheduleOf = (
  bug: PlantedBug,
  seed: number,
  ground: HuntGround,
  hunt: SimulatedHunt,
): Schedule => {
  const { found } = canaryJob(bug, ground.scenarios, { ...ground, seed, name: bug.name });
  return {
    scenarioFile: found.file,
    scenario: found.value.name,
    seed,
    edits: [bug.edit],
    folder: join(hunt.folder, 'zoo', bug.name, `seed-${seed}`),
    keep: false,
  };
};

const bugRun = ({ schedule, status, verdicts, faults, reasons }: ScheduleOutcome): BugRun => ({
  seed: schedule.seed,
  status,
  steps: faults.length,
  because: reasons[0] ?? '',
  violated: verdicts.filter((one) => one.status === 'violated').map((one) => one.invariant),
});
