import { describeProbe, probeCore } from '../../probe-core.ts';
import { processStateOf } from '../../processes/pid-file.ts';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, warn, fail } = findingsOf('ability');
const standby = 'core-candidate';

/**
 * Whether the standby really does what its health says it could: a packet straight to it (H5). The
 * live core gets none: people's messages try it, and a probe would leave a vector in its sessions.
 */
export async function checkAbility(stack: HandStack): Promise<readonly Finding[]> {
  if (processStateOf(stack.folder, standby).kind !== 'running') return [];
  const probe = await probeCore(stack, standby);
  const message = describeProbe(probe);
  if (probe.kind === 'works') return [pass(standby, message)];
  // It is the shared service's own trouble, and the checks of that one say so.
  return [probe.kind === 'shared' ? warn(standby, message) : fail(standby, message)];
}
