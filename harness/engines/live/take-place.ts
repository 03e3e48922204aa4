import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunJob } from '../../core/engine.ts';
import { claimPorts } from './claim-ports.ts';
import { removeRun } from './remove-run.ts';
import { countPorts, dealPorts } from './run-ports.ts';
import type { RunStart } from './run-start.ts';
import { makeVolumes } from './run-volumes.ts';
import type { RunSurroundings } from './service-env.ts';

/** Names a run so that no other run of any harness has the same name. */
const markOf = (job: RunJob): string =>
  `${job.id.replaceAll(/[^\w.-]/g, '_').slice(0, 80)}-${randomBytes(4).toString('hex')}`;

/** A run's surroundings, and who is told of its processes. */
export interface Place {
  readonly surroundings: RunSurroundings;
  readonly onPid: (pid: number) => void;
}

/** The run's own place on the machine: ports, a folder, and a guardian that knows of both. */
export const takePlace = async ({ settings, job, undo }: RunStart): Promise<Place> => {
  const { stack } = job.scenario;
  const run = markOf(job);
  const folder = join(tmpdir(), `holdfast-${run}`);
  const claim = await claimPorts(countPorts(stack));
  undo.defer(claim.release);
  const pids: number[] = [];
  const traces = { run, folders: [folder], locks: claim.locks, pids };
  undo.defer(async () => {
    await removeRun(traces);
    settings.guardian.done(run);
  });
  await settings.guardian.watch(traces);
  mkdirSync(folder, { recursive: true });
  const surroundings = {
    job,
    run,
    ports: dealPorts(stack, claim.ports),
    volumes: makeVolumes(stack.volumes, folder),
    projectRoot: settings.projectRoot,
    folder,
    witnessFile: join(folder, 'witness.jsonl'),
    compileCache: join(settings.projectRoot, '.cache', 'compile'),
  };
  const onPid = (pid: number) => {
    pids.push(pid);
    settings.guardian.pid(run, pid);
  };
  return { surroundings, onPid };
};
