import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { clientRole } from '../../core/stack.ts';
import { textSha } from '../../core/text-sha.ts';
import { type EffectSink, watchEffects } from './effect-sink.ts';
import {
  createRunEvidence,
  listenToSwitchboard,
  operationNews,
  type RunEvidence,
  witnessLines,
} from './run-evidence.ts';
import type { RunStart } from './run-start.ts';
import { endpointEnv, processEnv, type RunSurroundings } from './service-env.ts';
import type { ServiceKeeper } from './service-keeper.ts';
import { type ClientHost, startClientHost } from './start-client-host.ts';
import { startLinks } from './start-links.ts';
import { createKeepers, startServices } from './start-services.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';
import type { Switchboard } from './switchboard/switchboard.ts';
import { takePlace } from './take-place.ts';
import { followWitness, type WitnessReader } from './witness-reader.ts';

/** A run whose stack is up. */
export interface StartedRun {
  readonly surroundings: RunSurroundings;
  readonly evidence: RunEvidence;
  readonly switchboard: Switchboard;
  readonly clients: ClientHost;
  readonly keepers: ReadonlyMap<string, ServiceKeeper>;
  readonly sink: EffectSink;
  readonly witness: WitnessReader;
}

const clientsOf = async (
  { job, undo }: RunStart,
  surroundings: RunSurroundings,
  { evidence, logFolder }: { readonly evidence: RunEvidence; readonly logFolder: string },
) => {
  const clients = await startClientHost({
    scenarioFile: job.scenarioFile,
    env: processEnv({ ...surroundings, job: { ...job, edits: [] } }, clientRole),
    endpoints: endpointEnv(job.scenario.stack.links, clientRole, surroundings.ports),
    operationLimitMs: Math.ceil(job.plan.workload.operationLimitMs * job.scale),
    cwd: surroundings.projectRoot,
    logPath: join(logFolder, 'client.0.log'),
    onNews: operationNews(evidence),
  });
  undo.defer(() => clients.close());
  return clients;
};

const sinkOf = ({ job, undo }: RunStart, { volumes }: RunSurroundings, evidence: RunEvidence) => {
  const { volume, folder, parse } = job.scenario.stack.effects;
  const root = volumes[volume];
  if (root === undefined) throw new Error(`effects: the stack has no volume "${volume}"`);
  const sink = watchEffects(join(root, folder), parse, ({ key, text, by, executionId }) => {
    const effect = { key, textSha: textSha(text), by, ...(executionId ? { executionId } : {}) };
    evidence.log.add({ type: 'effect', atMs: monotonicMs(), ...effect });
  });
  undo.defer(sink.close);
  return sink;
};

/** Brings a whole stack up; what it has started is undone by `start.undo`, whatever happens. */
export const startRun = async (start: RunStart): Promise<StartedRun> => {
  const { settings, job, undo } = start;
  const logFolder = join(job.folder, 'logs');
  mkdirSync(logFolder, { recursive: true });
  const { surroundings, onPid } = await takePlace(start);
  const evidence = createRunEvidence();
  const witness = followWitness(
    surroundings.witnessFile,
    witnessLines(evidence, job.scenario.stack, surroundings.ports),
  );
  undo.defer(witness.close);
  const sink = sinkOf(start, surroundings, evidence);
  const switchboard = await startLinks(start, surroundings, logFolder);
  listenToSwitchboard(evidence, switchboard);
  job.signal.throwIfAborted();
  const parts = { ...start, ...settings, surroundings, evidence, switchboard, logFolder, onPid };
  const keepers = createKeepers(parts);
  const endAll = () => Promise.all([...keepers.values()].map((keeper) => keeper.end(0)));
  undo.defer(async () => void (await endAll()));
  const stop = () => void endAll();
  job.signal.addEventListener('abort', stop, { once: true });
  undo.defer(() => job.signal.removeEventListener('abort', stop));
  // Both are awaited whatever becomes of the other: nothing may start after the cleaning up.
  const [connected, started] = await Promise.allSettled([
    clientsOf(start, surroundings, { evidence, logFolder }),
    startServices(parts, keepers),
  ]);
  job.signal.throwIfAborted();
  if (started.status === 'rejected') throw started.reason;
  if (connected.status === 'rejected') throw connected.reason;
  const clients = connected.value;
  return { surroundings, evidence, switchboard, clients, keepers, sink, witness };
};
