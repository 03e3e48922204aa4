import { createLiveEngine } from '../engines/live/live-engine.ts';
import { createUndecided } from '../schedules/undecided.ts';
import { type Job, type JobResult, runSuite, type SuiteOptions } from '../suite.ts';
import type { Progress } from './progress.ts';
import type { Suite } from './run-and-write.ts';
import type { CommonOptions } from './run-options.ts';
import { noSimulation, type Simulation, simulateSuite } from './simulate-suite.ts';
import { huntBugs } from './zoo/hunt.ts';
import type { Hunted } from './zoo/kill.ts';

/** Where and under which wish to stop the parts of a suite run. */
export interface RunPlace {
  readonly runId: string;
  readonly folder: string;
  /** `performance.now()` when the suite began. */
  readonly startedMs: number;
  readonly interrupt: AbortSignal;
  readonly progress: Progress;
}

/** What the parts of a suite came to. */
export interface PartResults {
  readonly results: readonly JobResult[];
  readonly simulation: Simulation;
  readonly hunted: Hunted;
}

const noHunt: Hunted = { kills: [], undecided: [] };

/** Live jobs and simulated schedules at once, then the planted bugs: a failure of any ends all. */
export const runParts = async (
  suite: Suite,
  { jobs, options }: { readonly jobs: readonly Job[]; readonly options: CommonOptions },
  place: RunPlace,
): Promise<PartResults> => {
  const stop = new AbortController();
  const signal = AbortSignal.any([place.interrupt, stop.signal]);
  const live = liveOptions(suite, place, { options, signal });
  const liveEnded = Promise.withResolvers<void>();
  try {
    const [results, simulation] = await Promise.all([
      runSuite(jobs, live).finally(liveEnded.resolve),
      simulate(suite, place, { signal, spare: liveEnded.promise }),
    ]);
    const hunted = suite.hunt === undefined ? noHunt : await hunt(suite, place, live);
    return { results, simulation, hunted };
  } finally {
    stop.abort();
  }
};

const liveOptions = (
  suite: Suite,
  { runId, folder, startedMs, progress }: RunPlace,
  { options, signal }: { readonly options: CommonOptions; readonly signal: AbortSignal },
): SuiteOptions => ({
  id: runId,
  folder,
  engine: createLiveEngine({ projectRoot: suite.project.root, allowHosts: options.allowHost }),
  catalogue: suite.catalogue,
  toxiproxy: options.toxiproxy,
  concurrency: suite.concurrency,
  failFast: suite.failFast,
  signal,
  onEvent: progress.onEvent,
  ...(suite.timeMs === undefined ? {} : { noStartAfterMs: startedMs + suite.timeMs }),
});

const simulate = async (
  suite: Suite,
  { folder, startedMs, progress }: RunPlace,
  parts: { readonly signal: AbortSignal; readonly spare: Promise<unknown> },
): Promise<Simulation> => {
  if (suite.simulated === undefined) return noSimulation;
  const { scenarios, schedules } = suite.simulated;
  const undecided = createUndecided(scenarios.map(({ value }) => value));
  return await simulateSuite({
    root: suite.project.root,
    folder,
    catalogue: suite.catalogue,
    scenarios,
    workers: suite.workers,
    next: schedules(folder, startedMs, undecided.names),
    onOutcome: (outcome) => {
      undecided.took(outcome);
      progress.onSchedule(outcome);
    },
    ...(suite.plant === undefined ? {} : { plant: suite.plant.name }),
    ...parts,
  });
};

const hunt = async (suite: Suite, place: RunPlace, live: SuiteOptions): Promise<Hunted> => {
  const { hunt: wanted } = suite;
  if (wanted === undefined) return noHunt;
  return await huntBugs(wanted, live, {
    projectRoot: suite.project.root,
    folder: place.folder,
    workers: suite.workers,
    signal: live.signal,
    onOutcome: place.progress.onBugSchedule,
  });
};
