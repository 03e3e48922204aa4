import { createServer } from 'node:net';
import { awaitReady, type Readiness } from './await-ready.ts';
import { OpsError } from './ops-error.ts';
import { findProcesses } from './processes/find-processes.ts';
import { launchService } from './processes/launch-service.ts';
import { processStateOf, type ServiceProcess, writePidFile } from './processes/pid-file.ts';
import { launchOf, prepareFolders } from './service-launch.ts';
import type { ServiceEntry } from './service-registry.ts';
import type { HandStack } from './stack.ts';
import { stopServices } from './stop-services.ts';

/** What became of one service that was to be started. */
export interface Started {
  readonly role: string;
  readonly process: ServiceProcess;
  readonly isNew: boolean;
}

/**
 * Starts those of the services that do not run, and waits until each can work: first those that
 * others need, then those that take work from people. When one of them
 * cannot, those that this call started are stopped again and the reasons are thrown.
 */
export async function startServices(
  stack: HandStack,
  wanted: readonly ServiceEntry[],
  waitMs: number,
): Promise<readonly Started[]> {
  adoptStrays(stack);
  const { folder } = stack;
  const running = new Map<string, ServiceProcess>();
  for (const { role } of wanted) {
    const state = processStateOf(folder, role);
    if (state.kind === 'running') running.set(role, state.process);
  }
  const missing = wanted.filter(({ role }) => !running.has(role));
  await demandFreePorts(stack, missing);
  await prepareFolders(stack);
  const fresh: ServiceProcess[] = [];
  // The watchdog copies live's state to the standby: both must have made their folders before.
  for (const wave of [[1, 2], [0]]) {
    const services = missing.filter(({ stopWave }) => wave.includes(stopWave));
    const launches = await Promise.all(services.map((service) => launchOf(stack, service)));
    const begun = launches.map((launch) => launchService(folder, launch));
    fresh.push(...begun);
    const ready = await Promise.all(begun.map((process) => awaitReady(folder, process, waitMs)));
    const failed = ready.flatMap((answer, index) => complaint(answer, begun[index]));
    if (failed.length === 0) continue;
    await stopServices(stack, missing);
    throw new OpsError(`not started:\n${failed.join('\n')}\nwhat was started is stopped again`);
  }
  return wanted.flatMap(({ role }) => {
    const process = running.get(role) ?? fresh.find((one) => one.role === role);
    return process === undefined ? [] : [{ role, process, isNew: !running.has(role) }];
  });
}

/** Notes processes of this stack that no file names, because a command was killed in between. */
function adoptStrays(stack: HandStack): void {
  for (const found of findProcesses(stack.folder)) {
    const { program, ...rest } = found;
    if (!stack.services.some(({ role }) => role === found.role)) continue;
    if (processStateOf(stack.folder, found.role).kind === 'running') continue;
    const version = /\/versions\/([^/]+)\//.exec(program)?.[1] ?? '';
    const port = stack.portOf(found.role);
    writePidFile(stack.folder, { ...rest, version, port, startedAtMs: Date.now() });
  }
}

async function demandFreePorts(stack: HandStack, wanted: readonly ServiceEntry[]): Promise<void> {
  const taken: string[] = [];
  for (const { role } of wanted) {
    if (!(await isFree(stack.portOf(role)))) taken.push(`${stack.portOf(role)} (${role})`);
  }
  if (taken.length === 0) return;
  throw new OpsError(
    `taken by another program: port ${taken.join(', port ')}; ` +
      'end that program, or start in another --dir with --port-base',
  );
}

/** Whether nobody listens on a port of the loopback address. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}

function complaint(answer: Readiness, process: ServiceProcess | undefined): string[] {
  return answer.kind === 'ready' ? [] : [`${process?.role}: ${answer.reason}`];
}
