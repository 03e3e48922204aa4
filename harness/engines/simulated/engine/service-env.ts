import type { RunJob } from '../../../core/engine.ts';
import type { Env } from '../../../core/stack.ts';
import type { RunPorts } from '../../live/run-ports.ts';
import { volumeEnv } from '../../live/run-volumes.ts';
import { endpointEnv } from '../../live/service-env.ts';
import { tellNames } from './link-names.ts';
import type { Volumes } from './volumes.ts';

/** What the variables of a run's services are made of. */
export interface ServiceSurroundings {
  readonly job: RunJob;
  readonly ports: RunPorts;
  readonly volumes: Volumes;
}

/** All variables of one service, as a live run gives them; the scenario's own come last. */
export const serviceEnv = ({ job, ports, volumes }: ServiceSurroundings, role: string): Env => {
  const { stack, env } = job.scenario;
  const service = stack.services.find((one) => one.role === role);
  const timings = Object.entries(job.timings).map(([name, ms]) => [name, String(ms)] as const);
  const listens = (service?.listen ?? []).flatMap((listen, index) =>
    'env' in listen ? [[listen.env, String(ports.services.get(role)?.[index])] as const] : [],
  );
  return {
    ...Object.fromEntries(timings),
    ...service?.env,
    ...volumeEnv(stack, volumes.folders, role),
    ...tellNames(job, role, endpointEnv(stack.links, role, ports)),
    ...Object.fromEntries(listens),
    ...env?.[role],
  };
};
