import { resolve } from 'node:path';
import type { Engine, RunJob, World } from '../../core/engine.ts';
import { CannotTellError } from '../../core/errors.ts';
import { allowedTarget } from './allowed-host.ts';
import { createLiveWorld } from './live-world.ts';
import { offers } from './offers.ts';
import type { LiveSettings } from './run-start.ts';
import { checkEdits } from './source-edits.ts';
import { createGuardian } from './start-guardian.ts';
import { startRun } from './start-run.ts';
import { PortTakenError } from './switchboard/port-taken-error.ts';

/** What a live engine may touch. */
export interface LiveEngineOptions {
  readonly projectRoot: string;
  /** Hosts other than this machine that may be disturbed. */
  readonly allowHosts: readonly string[];
  /** How long a service may take to get ready; 20 s unless said otherwise. */
  readonly readyLimitMs?: number;
}

const READY_LIMIT_MS = 20_000;
const PORT_ATTEMPTS = 3;

const checkJob = ({ scenario, edits }: RunJob, settings: LiveSettings): void => {
  for (const { role, run } of scenario.stack.services) {
    if (run.kind === 'external') allowedTarget(role, run.url, settings.allowHosts);
    if (run.kind === 'image') {
      throw new CannotTellError(`${role}: it is an image; the live engine starts no containers`);
    }
  }
  checkEdits(edits, scenario.stack.services, settings.projectRoot);
};

const hostOnce = async <T>(
  settings: LiveSettings,
  job: RunJob,
  main: (world: World) => Promise<T>,
): Promise<T> => {
  await using undo = new AsyncDisposableStack();
  const failure = Promise.withResolvers<never>();
  // Nobody may be waiting for it when it happens.
  failure.promise.catch(() => {});
  const abort = () => failure.reject(job.signal.reason);
  job.signal.addEventListener('abort', abort, { once: true });
  undo.defer(() => job.signal.removeEventListener('abort', abort));
  job.signal.throwIfAborted();
  const fail = failure.reject;
  const run = await startRun({ settings, job, undo, fail });
  return await Promise.race([main(createLiveWorld(run, fail)), failure.promise]);
};

const host = async <T>(
  settings: LiveSettings,
  job: RunJob,
  main: (world: World) => Promise<T>,
): Promise<T> => {
  checkJob(job, settings);
  for (let attempt = 1; ; attempt++) {
    try {
      return await hostOnce(settings, job, main);
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      if (attempt < PORT_ATTEMPTS) continue;
      const reason = `ports were taken by others ${PORT_ATTEMPTS} times in a row`;
      throw new CannotTellError(`${reason}: ${error.message}`, { cause: error });
    }
  }
};

/** The engine that runs a stack as child processes of this machine, with real sockets and files. */
export const createLiveEngine = (options: LiveEngineOptions): Engine => {
  const settings: LiveSettings = {
    projectRoot: resolve(options.projectRoot),
    allowHosts: options.allowHosts,
    readyLimitMs: options.readyLimitMs ?? READY_LIMIT_MS,
    guardian: createGuardian(),
  };
  return {
    name: 'live',
    offers: (scenario, port, target) => offers(scenario.stack, port, target),
    host: (job, main) => host(settings, job, main),
  };
};
