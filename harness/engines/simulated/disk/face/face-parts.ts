import type { CallContext } from '../calls/call-context.ts';
import type { Gate } from '../calls/gate.ts';
import type { DiskHost } from '../disk-host.ts';

/** What the three forms of `fs` are generated over. */
export interface FaceParts {
  readonly gate: Gate;
  readonly host: DiskHost;
  readonly context: CallContext;
  /** What must be ended when the process ends. */
  readonly running: Set<() => void>;
}
