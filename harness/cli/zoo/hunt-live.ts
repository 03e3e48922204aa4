import type { PlantedBug } from '../../core/planted-bug.ts';
import { type JobResult, runSuite, type SuiteOptions } from '../../suite.ts';
import { canaryJob } from '../choose-canaries.ts';
import type { HuntGround } from './hunt.ts';
import { type BugRun, type Hunted, huntedOf, isDecided } from './kill.ts';

/** A live run costs half a minute. */
const budgetMost = 3;

/** Seed by seed on real processes, with the bugs that are still at large. */
export const huntLive = async (
  bugs: readonly PlantedBug[],
  ground: HuntGround,
  settings: SuiteOptions,
): Promise<Hunted> => {
  const runs = new Map<string, readonly BugRun[]>();
  const { budget = budgetMost } = ground;
  for (let seed = ground.seed; seed < ground.seed + budget; seed++) {
    if (settings.signal.aborted) break;
    const jobs = bugs
      .filter((bug) => !isDecided(bug, runs.get(bug.name) ?? []))
      .map((bug) =>
        canaryJob(bug, ground.scenarios, {
          seed,
          catalogue: ground.catalogue,
          name: `zoo-${bug.name}-seed-${seed}`,
        }),
      );
    for (const result of await runSuite(jobs, settings)) {
      const name = result.bug?.name ?? '';
      runs.set(name, [...(runs.get(name) ?? []), bugRun(result)]);
    }
  }
  return huntedOf(bugs, runs);
};

const bugRun = (result: JobResult): BugRun => {
  const { seed, steps } = result.plan;
  const run = { seed, steps: steps.length, violated: [] };
  if (result.ended !== 'judged') {
    return { ...run, status: result.ended, because: result.because };
  }
  const { status, verdicts, reasons } = result.judgement;
  const violated = verdicts.filter((one) => one.status === 'violated');
  const because = reasons[0] ?? '';
  return { ...run, status, because, violated: violated.map((one) => one.invariant) };
};
