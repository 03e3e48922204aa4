import { createHook } from 'node:async_hooks';
import { runningLife } from '../kernel/running-life.ts';
import { escapeError } from './escape-error.ts';

/**
 * What Node calls the resources that only the real machine has; ours have names of their own. Jobs of
 * compression and cryptography are not among them: their synchronous forms bear the same names.
 */
const realResources: ReadonlySet<string> = new Set([
  'Timeout',
  'Immediate',
  'TCPWRAP',
  'TCPSERVERWRAP',
  'PIPEWRAP',
  'PIPESERVERWRAP',
  'UDPWRAP',
  'TTYWRAP',
  'PROCESSWRAP',
  'WORKER',
  'MESSAGEPORT',
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'FILEHANDLE',
  'FSEVENTWRAP',
  'STATWATCHER',
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'QUERYWRAP',
]);

/** Resources that Node makes on the way to something which is replaced before it waits. */
const isHarmless = (type: string, stack: string): boolean =>
  // Taken back as soon as the server listens.
  type === 'Timeout' && stack.includes('setupConnectionsTracking');

/**
 * The net below all refusals: whatever asks libuv or the thread pool for something on behalf of a life
 * is an escape, however it was reached. Called once per process.
 */
export const watchRealResources = (): void => {
  const options = {
    // Promises are no resources of the machine, and watching them is dear.
    trackPromises: false,
    init(_id: number, type: string): void {
      if (!realResources.has(type)) return;
      const life = runningLife();
      if (life === null) return;
      const error = escapeError(life.host.name, `a ${type}`);
      // Throwing here would end the whole process: the run ends after this event instead.
      if (!isHarmless(type, error.stack ?? '')) life.world.escaped(error);
    },
  };
  createHook(options).enable();
};
