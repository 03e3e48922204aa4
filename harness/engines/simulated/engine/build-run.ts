import type { RunJob } from '../../../core/engine.ts';
import { clientRole, linkName } from '../../../core/stack.ts';
import { textSha } from '../../../core/text-sha.ts';
import type { HttpFaults } from '../../../gateway/load-http-faults.ts';
import { operationNews, type RunEvidence } from '../../live/run-evidence.ts';
import { countPorts, dealPorts } from '../../live/run-ports.ts';
import { createProcessStates } from '../../live/switchboard/process-states.ts';
import { Disk } from '../disk/model/disk.ts';
import type { Host } from '../host/host.ts';
import { SimulatedWorld, type WorldOptions } from '../world.ts';
import { type ClientLife, connectClients } from './client-life.ts';
import { hearEffects } from './effect-sink.ts';
import { createFileCalls, type FileCalls } from './file-calls.ts';
import { hostFiles } from './host-files.ts';
import { makeNamesKnown } from './link-names.ts';
import { type LinkRoom, openLinkRoom } from './link-room.ts';
import { worldClockMs } from './run-clock.ts';
import { createSimulatedEvidence, hearAttemptsOf, linkOutput } from './run-evidence.ts';
import { createServices, type Services, startServices } from './services.ts';
import { type PlantedEdits, plantEdits } from './source-edits.ts';
import { createVolumes, type Volumes } from './volumes.ts';

/** A stack's machines, none of which does anything yet. */
export interface RunMachines {
  readonly job: RunJob;
  readonly world: SimulatedWorld;
  readonly driver: Host;
  /** The hosts that carry the disturbed links, by link. */
  readonly boards: ReadonlyMap<string, Host>;
  readonly client: Host;
  readonly volumes: Volumes;
  /** Each role's own disk. */
  readonly disks: ReadonlyMap<string, Disk>;
  /** The file calls of each role. */
  readonly calls: ReadonlyMap<string, FileCalls>;
  readonly edits: PlantedEdits;
}

/** A stack that is up. */
export interface StartedRun extends RunMachines {
  readonly evidence: RunEvidence;
  readonly links: LinkRoom;
  readonly services: Services;
  readonly clients: ClientLife;
  readonly closeSink: () => void;
}

/** First of the ports dealt out; far below those that connections get. */
const FIRST_PORT = 20_000;

/** Hosts of the harness itself count their time from the world's start. */
const ownHost = { bootedForMs: 0 };

/** Links that steps of the plan disturb above TCP; the others are only listened to. */
const disturbedLinks = ({ plan, scenario, catalogue }: RunJob): readonly string[] => {
  const isBelow = (kind: string) =>
    ['network', 'dns'].includes(catalogue?.get(kind)?.needs ?? 'unknown');
  const targets = new Set(
    plan.steps.filter(({ kind }) => !isBelow(kind)).map(({ target }) => target),
  );
  return scenario.stack.links.map(linkName).filter((name) => targets.has(name));
};

/** Builds the machines of a run. */
export const buildMachines = (
  job: RunJob,
  options: { readonly projectRoot: string; readonly world: WorldOptions },
): RunMachines => {
  const { stack } = job.scenario;
  const edits = plantEdits(job.edits, options.projectRoot);
  const world = new SimulatedWorld(job.plan.seed, {
    ...options.world,
    ...(edits.edit === undefined ? {} : { editSource: edits.edit }),
  });
  const driver = world.addHost('holdfast', ownHost);
  const boards = new Map(
    disturbedLinks(job).map((name) => [name, world.addHost(`holdfast-link-${name}`, ownHost)]),
  );
  const client = world.addHost(clientRole, ownHost);
  const bornMs = driver.clock.wallMs(0);
  const volumes = createVolumes(stack.volumes, bornMs);
  makeNamesKnown(job, world.network.names);
  const disks = new Map<string, Disk>();
  const calls = new Map<string, FileCalls>();
  for (const { role, run } of stack.services) {
    // Only modules can be simulated; the engine has asked before.
    const path = run.kind === 'module' ? run.path : '';
    const disk = new Disk({ nowMs: bornMs });
    const own = createFileCalls();
    disks.set(role, disk);
    calls.set(role, own);
    world.addHost(role, { run: path, files: hostFiles(disk, volumes.mountsOf(role), own) });
  }
  return { job, world, driver, boards, client, volumes, disks, calls, edits };
};

const openSink = ({ job, world, volumes }: RunMachines, evidence: RunEvidence): (() => void) => {
  const { volume, folder, parse } = job.scenario.stack.effects;
  const disk = volumes.disks.get(volume);
  if (disk === undefined) throw new Error(`effects: the stack has no volume "${volume}"`);
  return hearEffects({ disk, folder }, parse, ({ key, text, by, executionId }) => {
    const effect = { key, textSha: textSha(text), by, ...(executionId ? { executionId } : {}) };
    evidence.log.add({ type: 'effect', atMs: worldClockMs(world), ...effect });
  });
};

const stateOf = {
  started: 'running',
  resumed: 'running',
  paused: 'stopped',
  exited: 'dead',
} as const;

/** Brings the stack up; called in the driver's life. */
export const startRun = async (
  machines: RunMachines,
  options: { readonly httpFaults: HttpFaults; readonly readyLimitMs: number },
): Promise<StartedRun> => {
  const { job, world, driver, boards, client, volumes } = machines;
  const { stack } = job.scenario;
  const count = countPorts(stack);
  const ports = dealPorts(
    stack,
    Array.from({ length: count }, (_, index) => FIRST_PORT + index),
  );
  const evidence = createSimulatedEvidence(world);
  const processes = createProcessStates();
  hearAttemptsOf(world, evidence, { stack, ports });
  const closeSink = openSink(machines, evidence);
  const { readyLimitMs, httpFaults } = options;
  const surroundings = { job, ports, volumes };
  const services = createServices({ ...surroundings, world, driver, evidence, readyLimitMs });
  world.listener = {
    line: (line) => services.lives.get(line.host)?.line(line),
    notice: (notice) => {
      const change = { state: stateOf[notice.what], life: notice.life, atMs: worldClockMs(world) };
      processes.tell(notice.host, change);
      services.lives.get(notice.host)?.notice(notice);
    },
  };
  const output = linkOutput(evidence);
  const { links: all } = stack;
  const links = await openLinkRoom({
    links: all,
    ports,
    httpFaults,
    processes,
    output,
    boards,
    world,
  });
  const life = client.start({}, () => {});
  const clients = await connectClients(life, job, { ports, tell: operationNews(evidence) });
  await startServices(job, services);
  return { ...machines, evidence, links, services, clients, closeSink };
};
