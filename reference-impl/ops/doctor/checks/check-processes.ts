import { lockStateOf, removeStaleLock } from '../../command-lock.ts';
import { findProcesses } from '../../processes/find-processes.ts';
import { processStateOf } from '../../processes/pid-file.ts';
import { versionOf } from '../../service-launch.ts';
import type { ServiceEntry } from '../../service-registry.ts';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, warn, fail } = findingsOf('processes');

/** Whether every service runs, once, in the version of its side; and whether a lock is stale. */
export async function checkProcesses(stack: HandStack): Promise<readonly Finding[]> {
  const services = await Promise.all(stack.services.map((service) => look(stack, service)));
  return [...services, ...strays(stack), ...(await lock(stack))];
}

async function look(stack: HandStack, service: ServiceEntry): Promise<Finding> {
  const { role } = service;
  const state = processStateOf(stack.folder, role);
  if (state.kind === 'absent') {
    return fail(role, `is not running; \`npm run ha -- start ${role}\` starts it`);
  }
  const { pid, version } = state.process;
  if (state.kind === 'gone') {
    return fail(role, `process ${pid} ended by itself; the end of logs/${role}.log may say why`);
  }
  const wanted = await versionOf(stack, service);
  if (version === wanted) return pass(role, `process ${pid}${version && `, version ${version}`}`);
  return warn(role, `runs version ${version}, but its side is at ${wanted}; restart it`);
}

function strays({ folder }: HandStack): readonly Finding[] {
  return findProcesses(folder).flatMap(({ pid, role }) => {
    const state = processStateOf(folder, role);
    if (state.kind === 'running' && state.process.pid === pid) return [];
    const remedy = `\`npm run ha -- stop ${role}\` ends it`;
    return [fail(role, `process ${pid} belongs to this stack, but no file names it; ${remedy}`)];
  });
}

async function lock({ folder }: HandStack): Promise<readonly Finding[]> {
  const state = await lockStateOf(folder);
  if (state.kind !== 'stale') return [];
  const apply = async () => void (await removeStaleLock(folder, state.text));
  const repair = { about: `removed the lock of ${state.by}`, asks: false, apply };
  return [warn('lock', `${state.by} ended without giving its lock back`, repair)];
}
