import { findProcesses } from './processes/find-processes.ts';
import { processStateOf, removePidFile } from './processes/pid-file.ts';
import { type Stopped, stopProcess } from './processes/stop-process.ts';
import type { ServiceEntry } from './service-registry.ts';
import type { HandStack } from './stack.ts';

/** How one service was stopped. */
export interface StoppedService {
  readonly role: string;
  readonly how: Stopped;
}

/**
 * Stops services in waves, those that take work from people first, and forgets their processes.
 * Only processes of this stack are touched: each is known by its pid and the time of its start.
 */
export async function stopServices(
  stack: HandStack,
  wanted: readonly ServiceEntry[],
): Promise<readonly StoppedService[]> {
  const stopped: StoppedService[] = [];
  for (const wave of [0, 1, 2] as const) {
    const services = wanted.filter(({ stopWave }) => stopWave === wave);
    const results = await Promise.all(services.map(({ role }) => stopService(stack, role)));
    stopped.push(...results.flat());
  }
  return stopped;
}

async function stopService(stack: HandStack, role: string): Promise<readonly StoppedService[]> {
  const { folder } = stack;
  const state = processStateOf(folder, role);
  const strays = findProcesses(folder).filter((found) => found.role === role);
  const noted = state.kind === 'running' ? [state.process] : [];
  const all = [...noted, ...strays.filter(({ pid }) => pid !== noted[0]?.pid)];
  const results = await Promise.all(all.map((identity) => stopProcess(identity)));
  removePidFile(folder, role);
  if (state.kind === 'gone' && results.length === 0) return [{ role, how: 'gone already' }];
  return results.map((how) => ({ role, how }));
}
