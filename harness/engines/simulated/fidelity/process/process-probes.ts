import { clockProbes } from './probes/clocks.ts';
import { contextProbes } from './probes/contexts.ts';
import { errorProbes } from './probes/errors.ts';
import { exitProbes } from './probes/exits.ts';
import { loopProbes } from './probes/loop.ts';
import { orderProbes } from './probes/order.ts';
import { signalProbes } from './probes/signals.ts';
import { stopProbes } from './probes/stops.ts';
import type { ProcessProbes } from './process-probe.ts';

/** Every probe of processes, by name. */
export const processProbes: ProcessProbes = {
  ...exitProbes,
  ...signalProbes,
  ...stopProbes,
  ...errorProbes,
  ...orderProbes,
  ...loopProbes,
  ...clockProbes,
  ...contextProbes,
};
