import { describeProbe, probeCore } from '../../probe-core.ts';
import { processStateOf } from '../../processes/pid-file.ts';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, warn, fail } = findingsOf('ability');

/** Whether each core really does what its health says it could: a packet straight to it (H5). */
export async function checkAbility(stack: HandStack): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const role of ['core', 'core-candidate']) {
    if (processStateOf(stack.folder, role).kind !== 'running') continue;
    const probe = await probeCore(stack, role);
    const message = describeProbe(probe);
    if (probe.kind === 'works') findings.push(pass(role, message));
    // It is the shared service's own trouble, and the checks of that one say so.
    else findings.push(probe.kind === 'shared' ? warn(role, message) : fail(role, message));
  }
  return findings;
}
