import { resolve } from 'node:path';
import type { Engine, RunJob, World } from '../../core/engine.ts';
import { CannotTellError } from '../../core/errors.ts';
import { type HttpFaults, loadHttpFaults } from '../../gateway/load-http-faults.ts';
import { checkEdits } from '../live/source-edits.ts';
import { buildMachines, startRun } from './engine/build-run.ts';
import { driveWorld } from './engine/drive-world.ts';
import { offers, whyNotSimulated } from './engine/offers.ts';
import { createRunWorld } from './engine/simulated-run-world.ts';
import { writeLogs } from './engine/write-logs.ts';
import { install } from './install.ts';
import { preparePrograms } from './modules/start-program.ts';
import type { OutputLine, WorldOptions } from './world.ts';

/** What a simulated run came to, beside its history. */
export interface SimulatedFacts {
  /** The fingerprint of all that was visible; equal plans and seeds give equal ones. */
  readonly traceHash: string;
  readonly virtualMs: number;
  /** Kernel events. */
  readonly events: number;
  readonly traceLines: readonly string[] | undefined;
  readonly output: readonly OutputLine[];
}

/** How runs are simulated. */
export interface SimulatedEngineOptions {
  readonly projectRoot: string;
  /** How long a service may take to get ready, in virtual ms; 20 s unless said otherwise. */
  readonly readyLimitMs?: number;
  /** For the worlds of all runs. */
  readonly world?: WorldOptions;
  /** Writes what services print below the run's folder, as the live engine does. */
  readonly keepLogs?: boolean;
  /** Hears what each run came to, also of one that failed. */
  readonly onEnd?: (job: RunJob, facts: SimulatedFacts) => void;
}

const READY_LIMIT_MS = 20_000;

const host = async <T>(
  options: SimulatedEngineOptions,
  { job, httpFaults }: { readonly job: RunJob; readonly httpFaults: HttpFaults },
  main: (world: World) => Promise<T>,
): Promise<T> => {
  const projectRoot = resolve(options.projectRoot);
  checkEdits(job.edits, job.scenario.stack.services, projectRoot);
  const machines = buildMachines(job, { projectRoot, world: options.world ?? {} });
  const { world, driver } = machines;
  await preparePrograms(world);
  const readyLimitMs = options.readyLimitMs ?? READY_LIMIT_MS;
  try {
    return await driveWorld({ world, driver, signal: job.signal }, async () => {
      const failure = Promise.withResolvers<never>();
      // Nobody may be waiting for it when it happens.
      failure.promise.catch(() => {});
      const run = await startRun(machines, { httpFaults, readyLimitMs });
      return Promise.race([main(createRunWorld(run, failure.reject)), failure.promise]);
    });
  } finally {
    const { trace, delivered: events } = world.kernel;
    options.onEnd?.(job, {
      traceHash: trace.hash(),
      virtualMs: world.nowMs,
      events,
      traceLines: trace.lines,
      output: world.output,
    });
    world.close();
    if (options.keepLogs) await writeLogs(job.folder, world.output);
  }
};

/** The engine that runs a stack's programs as hosts of one process, in virtual time. */
export const createSimulatedEngine = (options: SimulatedEngineOptions): Engine => {
  let httpFaults: Promise<HttpFaults> | undefined;
  return {
    name: 'simulated',
    offers: (scenario, port, target) => offers(scenario.stack, port, target),
    host: async (job, main) => {
      const why = whyNotSimulated(job.scenario.stack);
      if (why !== undefined) throw new CannotTellError(why);
      install();
      httpFaults ??= loadHttpFaults();
      return host(options, { job, httpFaults: await httpFaults }, main);
    },
  };
};
