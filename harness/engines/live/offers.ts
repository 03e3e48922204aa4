import type { Lacking } from '../../core/engine.ts';
import type { Ports } from '../../core/ports.ts';
import { linkName, type Run, type Stack } from '../../core/stack.ts';
import { whyLacking } from './lacking-ports.ts';

const lacking = (why: string): Lacking => ({ lacking: why });

const ofProcess = (stack: Stack, role: string): true | Lacking => {
  const run: Run['kind'] | undefined = stack.services.find((one) => one.role === role)?.run.kind;
  if (run === undefined) return lacking(`the stack has no service "${role}"`);
  if (run === 'external') return lacking(`${role} is not started by holdfast, so it is not ended`);
  if (run === 'image') return lacking(`${role} is an image; that takes the containers engine`);
  return true;
};

const ofLink = (stack: Stack, name: string, port: 'tcp' | 'http'): true | Lacking => {
  const link = stack.links.find((one) => linkName(one) === name);
  if (!link) return lacking(`the stack has no link "${name}"`);
  if (port === 'http' && link.protocol !== 'http') return lacking(`${name} does not speak HTTP`);
  const service = stack.services.find((one) => one.role === link.to);
  if (service?.run.kind === 'image') {
    return lacking(`${link.to} is an image; that takes the containers engine`);
  }
  return true;
};

/** Whether the live engine has a port for a target of a stack, or why not. */
export const offers = (stack: Stack, port: keyof Ports, target: string): true | Lacking => {
  switch (port) {
    case 'process':
      return ofProcess(stack, target);
    case 'file':
      return target in stack.volumes || lacking(`the stack has no volume "${target}"`);
    case 'tcp':
    case 'http':
      return ofLink(stack, target, port);
    default:
      return lacking(whyLacking[port]);
  }
};
