import type { Client, QueueState } from '../../../core/client.ts';
import type { RunJob } from '../../../core/engine.ts';
import { clientRole } from '../../../core/stack.ts';
import type { ClientNews, TimedOperation } from '../../live/client-messages.ts';
import { runOpenLoop } from '../../live/open-loop.ts';
import type { RunPorts } from '../../live/run-ports.ts';
import { endpointEnv } from '../../live/service-env.ts';
import type { Life } from '../host/life.ts';
import { callInLife } from './call-in-life.ts';
import { tellNames } from './link-names.ts';

/** The clients of a run, in a life of their own. */
export interface ClientLife {
  load(operations: readonly TimedOperation[], signal: AbortSignal): Promise<void>;
  drain(signal: AbortSignal): Promise<QueueState>;
}

/** Runs a task in another life with the same signal, given in an event of that life. */
const withSignal = async <Result>(
  life: Life,
  signal: AbortSignal,
  task: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const stop = new AbortController();
  const pass = () => {
    life.world.kernel.after(0, life, () => stop.abort(signal.reason));
  };
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass, { once: true });
  try {
    return await callInLife(life, () => task(stop.signal));
  } finally {
    // The signal of a job outlives its run: what listens to it would keep the world in memory.
    signal.removeEventListener('abort', pass);
  }
};

/** Connects the stack's own client in a life; called in the life that drives the run. */
export const connectClients = async (
  life: Life,
  job: RunJob,
  surroundings: {
    readonly ports: RunPorts;
    readonly tell: (news: Extract<ClientNews, { operation: string }>) => void;
  },
): Promise<ClientLife> => {
  const { stack } = job.scenario;
  const told = endpointEnv(stack.links, clientRole, surroundings.ports);
  const env = tellNames(job, clientRole, told);
  const operationLimitMs = Math.ceil(job.plan.workload.operationLimitMs * job.scale);
  const client: Client = await callInLife(life, () => stack.connect({ env, operationLimitMs }));
  // The open loop tells of operations only.
  const tell = (news: ClientNews) => 'operation' in news && surroundings.tell(news);
  return {
    load: (operations, given) =>
      withSignal(life, given, (signal) =>
        runOpenLoop({ client, operationLimitMs, signal, tell }, operations),
      ),
    drain: (given) => withSignal(life, given, (signal) => client.drain(signal)),
  };
};
