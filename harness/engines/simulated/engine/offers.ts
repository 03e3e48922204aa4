import type { Lacking } from '../../../core/engine.ts';
import type { Ports } from '../../../core/ports.ts';
import type { Stack } from '../../../core/stack.ts';
import { offers as liveOffers } from '../../live/offers.ts';
import { usesSqlite } from '../sqlite/uses-sqlite.ts';

/** Why the stack cannot be simulated at all, or undefined. */
export const whyNotSimulated = (stack: Stack): string | undefined => {
  for (const { role, run, ready } of stack.services) {
    if (run.kind !== 'module') {
      return `${role} is no ES module (${run.kind}): only programs of Node can be simulated`;
    }
    if (ready.kind === 'command') {
      return `${role} is ready by a command's word, and no command runs in a simulation`;
    }
  }
  return undefined;
};

/** The port of the live engine that takes the same targets. */
const likePort = (port: keyof Ports, target: string): keyof Ports => {
  if (port === 'disk') return 'file';
  if (port === 'dns') return 'tcp';
  if (port === 'network') return target.includes('>') ? 'tcp' : 'process';
  return port === 'inside' || port === 'power' || port === 'clock' ? 'process' : port;
};

/** Why a machine's power loss would show less than a real one. */
const whyNoPowerLoss = (stack: Stack, role: string): string | undefined => {
  const run = stack.services.find((service) => service.role === role)?.run;
  if (run?.kind !== 'module' || !usesSqlite(run.path)) return undefined;
  return `${role} uses node:sqlite, and a power loss inside of SQLite is not modelled`;
};

/** Whether the simulated engine has a port for a target of a stack, or why not. */
export const offers = (stack: Stack, port: keyof Ports, target: string): true | Lacking => {
  const why =
    whyNotSimulated(stack) ?? (port === 'power' ? whyNoPowerLoss(stack, target) : undefined);
  return why === undefined ? liveOffers(stack, likePort(port, target), target) : { lacking: why };
};
