import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { UsageError } from '../core/errors.ts';
import type { PlantedBug } from '../core/planted-bug.ts';
import type { Scenario } from '../core/scenario.ts';
import { type Found, findBugs, findFaults, findScenarios } from '../discover.ts';
import { createLiveEngine } from '../engines/live/live-engine.ts';
import { type FaultCatalogue, unknown } from '../plan-scenario.ts';
import { createRunFolder, createRunId } from '../store.ts';
import { type JobResult, runSuite, type SuiteOptions } from '../suite.ts';
import { canaryStatus } from './canary-status.ts';
import { canaryJob } from './choose-canaries.ts';
import { exitCodes } from './exit-codes.ts';
import { watchInterrupt } from './interrupt.ts';
import { createProgress } from './progress.ts';
import { openProject } from './project.ts';
import { options } from './run-options.ts';

interface ZooOptions {
  readonly budget: number;
  readonly seed?: number;
  readonly concurrency: number;
  readonly json?: true;
}

/** One bug of the kill matrix. */
export interface Kill {
  readonly bug: string;
  readonly standsFor: string;
  /** Invariants that were violated with the bug in place. */
  readonly caughtBy: readonly string[];
  readonly schedules: number;
  readonly status: 'caught' | 'missed';
}

/** `holdfast zoo`: plants each known bug and runs its scenario until it is caught. */
export const zooCommand = (): Command =>
  new Command('zoo')
    .description('plant each known bug, run its scenario until it is caught; the kill matrix')
    .argument('[bug...]', 'only these (default: all)')
    .addOption(options.budget())
    .addOption(options.seed())
    .addOption(options.concurrency())
    .option('--json', 'the kill matrix as JSON')
    .addHelpText('after', '\nExample:\n  $ npx holdfast zoo failover-on-timeout --budget 3')
    .action(zoo);

const zoo = async (names: readonly string[], given: ZooOptions): Promise<void> => {
  const project = await openProject();
  const catalogue = await findFaults(project.root, project.config);
  const scenarios = await findScenarios(project.root, project.config);
  const bugs = chooseBugs(
    (await findBugs(project.root, project.config)).map((f) => f.value),
    names,
  );
  const out = join(project.root, project.config.out);
  const id = createRunId(new Date());
  const folder = await createRunFolder(out, id);
  const interrupt = watchInterrupt();
  const progress = createProgress(bugs.length, { quiet: given.json === true });
  const settings: SuiteOptions = {
    id,
    folder,
    engine: createLiveEngine({ projectRoot: project.root, allowHosts: [] }),
    catalogue,
    toxiproxy: 'auto',
    concurrency: given.concurrency,
    failFast: false,
    signal: interrupt.signal,
    onEvent: progress.onEvent,
  };
  let kills: readonly Kill[];
  try {
    const seeds = Array.from({ length: given.budget }, (_, index) => (given.seed ?? 1) + index);
    kills = await hunt(bugs, seeds, { scenarios, catalogue, settings });
  } finally {
    progress.stop();
    interrupt.stop();
  }
  process.stdout.write(given.json ? `${JSON.stringify(kills, null, 2)}\n` : tableOf(kills));
  if (interrupt.signal.aborted) process.exitCode = exitCodes.interrupted;
  else if (kills.some((kill) => kill.status === 'missed')) process.exitCode = exitCodes.ourError;
};

const chooseBugs = (all: readonly PlantedBug[], names: readonly string[]) => {
  for (const name of names) {
    const known = all.map((bug) => bug.name);
    if (!known.includes(name)) throw new UsageError(unknown('planted bug', name, known));
  }
  return all.filter((bug) => names.length === 0 || names.includes(bug.name));
};

interface Ground {
  readonly scenarios: readonly Found<Scenario>[];
  readonly catalogue: FaultCatalogue;
  readonly settings: SuiteOptions;
}

/** Seed by seed, with the bugs that are still at large; an equivalent change must hold in all. */
const hunt = async (
  bugs: readonly PlantedBug[],
  seeds: readonly number[],
  ground: Ground,
): Promise<readonly Kill[]> => {
  const runs = new Map<string, JobResult[]>();
  for (const seed of seeds) {
    const jobs = bugs
      .filter((bug) => !isDecided(bug, runs.get(bug.name) ?? []))
      .map((bug) =>
        canaryJob(bug, ground.scenarios, { ...ground, seed, name: `${bug.name}-seed-${seed}` }),
      );
    for (const result of await runSuite(jobs, ground.settings)) {
      const name = result.bug?.name ?? '';
      runs.set(name, [...(runs.get(name) ?? []), result]);
    }
    if (ground.settings.signal.aborted) break;
  }
  return bugs.map((bug) => killOf(bug, runs.get(bug.name) ?? []));
};

const isDecided = (bug: PlantedBug, results: readonly JobResult[]) =>
  bug.caughtBy !== 'none' && results.some((result) => canaryStatus(result) === 'caught');

const killOf = (bug: PlantedBug, results: readonly JobResult[]): Kill => {
  const violated = results.flatMap((result) =>
    result.ended === 'judged'
      ? result.judgement.verdicts.filter((verdict) => verdict.status === 'violated')
      : [],
  );
  const good =
    bug.caughtBy === 'none'
      ? results.length > 0 && results.every((result) => canaryStatus(result) === 'caught')
      : isDecided(bug, results);
  return {
    bug: bug.name,
    standsFor: bug.standsFor,
    caughtBy: [...new Set(violated.map((verdict) => verdict.invariant))],
    schedules: results.length,
    status: good ? 'caught' : 'missed',
  };
};

const tableOf = (kills: readonly Kill[]): string => {
  const table = new Table({
    head: ['planted bug', 'stands for', 'status', 'schedules', 'violated'],
    style: { head: [], border: [] },
  });
  for (const kill of kills) {
    const violated = kill.caughtBy.join('\n') || '(none)';
    table.push([kill.bug, kill.standsFor, kill.status, kill.schedules, violated]);
  }
  return `${table.toString()}\n`;
};
