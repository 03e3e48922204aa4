import type { RunJob } from '../../core/engine.ts';
import { type Env, type Link, linkName } from '../../core/stack.ts';
import { type PreloadSettings, settingsVariable } from './preload/preload-settings.ts';
import { runVariable } from './process-table.ts';
import type { RunPorts } from './run-ports.ts';
import { type VolumeFolders, volumeEnv } from './run-volumes.ts';

/** What the variables of a run's processes are made of. */
export interface RunSurroundings {
  readonly job: RunJob;
  readonly run: string;
  readonly ports: RunPorts;
  readonly volumes: VolumeFolders;
  readonly projectRoot: string;
  /** The run's folder on this machine; gone when the run is over. */
  readonly folder: string;
  readonly witnessFile: string;
  readonly compileCache: string;
}

const passedOn = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SHELL'];
const defaultCallIdHeader = 'x-call-id';
const defaultKeyHeaders = ['idempotency-key', 'x-idempotency-key'];

/** The headers that name calls and messages on a link, in lower case. */
export const headersOf = (link: Link) => ({
  callIdHeader: (link.callIdHeader ?? defaultCallIdHeader).toLowerCase(),
  keyHeaders: (link.keyHeaders ?? defaultKeyHeaders).map((name) => name.toLowerCase()),
});

const portOf = (link: Link, ports: RunPorts): number | undefined =>
  link.untapped ? ports.services.get(link.to)?.[0] : ports.links.get(linkName(link))?.tapA;

/** Where a caller's variables send it: to the first tap of each of its links. */
export const endpointEnv = (links: readonly Link[], from: string, ports: RunPorts): Env =>
  Object.fromEntries(
    links
      .filter((link) => link.from === from)
      .flatMap((link) => {
        const address = `127.0.0.1:${portOf(link, ports)}`;
        return link.tell.map(({ env, format, path = '' }) => [
          env,
          format === 'url' ? `http://${address}${path}` : address,
        ]);
      }),
  );

/** What every process of a run gets: little of ours, so that a run is the same on every machine. */
export const processEnv = (surroundings: RunSurroundings, role: string): Env => {
  const { job, run, projectRoot, witnessFile, compileCache } = surroundings;
  const headers = job.scenario.stack.links
    .map(headersOf)
    .flatMap(({ callIdHeader, keyHeaders }) => [callIdHeader, ...keyHeaders]);
  const settings: PreloadSettings = {
    role,
    witnessFile,
    projectRoot,
    headers: [...new Set(headers)],
    edits: job.edits,
  };
  const inherited = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    NODE_COMPILE_CACHE: compileCache,
    [runVariable]: run,
    [settingsVariable]: JSON.stringify(settings),
  };
};

const listenEnv = ({ job, ports }: RunSurroundings, role: string): Env => {
  const service = job.scenario.stack.services.find((one) => one.role === role);
  return Object.fromEntries(
    (service?.listen ?? []).flatMap((listen, index) =>
      'env' in listen ? [[listen.env, String(ports.services.get(role)?.[index])]] : [],
    ),
  );
};

/** All variables of one service; the scenario's own come last, only the run's mark after them. */
export const serviceEnv = (surroundings: RunSurroundings, role: string): Env => {
  const { job, ports, volumes } = surroundings;
  const { stack, env } = job.scenario;
  const { [runVariable]: mark = '', ...general } = processEnv(surroundings, role);
  const timings = Object.entries(job.timings).map(([name, ms]) => [name, String(ms)] as const);
  return {
    ...general,
    ...Object.fromEntries(timings),
    ...stack.services.find((service) => service.role === role)?.env,
    ...volumeEnv(stack, volumes, role),
    ...endpointEnv(stack.links, role, ports),
    ...listenEnv(surroundings, role),
    ...env?.[role],
    [runVariable]: mark,
  };
};
