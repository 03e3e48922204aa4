import type { FileCall } from '../../../core/machine-ports.ts';
import type { DiskEvent } from '../disk/disk-host.ts';
import { exitSentinel } from '../host/exit-sentinel.ts';
import type { Life } from '../host/life.ts';

interface Watch {
  readonly call: FileCall;
  readonly fromLife: number;
  readonly run: () => void;
  met: number;
}

/** The file calls of one host as they begin, for those who wait for one of them. */
export interface FileCalls {
  begin(life: Life, event: DiskEvent): void;
  /** Runs something just before a call, once, in the life that makes it; returns how to give up. */
  before(call: FileCall, run: () => void, fromLife?: number): () => void;
}

const fits = ({ operation, path }: FileCall, event: DiskEvent): boolean =>
  (operation === undefined || operation === event.operation) &&
  (path === undefined || event.path.includes(path) || event.dest?.includes(path) === true);

/** Nobody waits yet. */
export const createFileCalls = (): FileCalls => {
  const watches = new Set<Watch>();
  return {
    begin: (life, event) => {
      for (const watch of watches) {
        if (life.dead) break;
        if (life.number < watch.fromLife || !fits(watch.call, event)) continue;
        watch.met += 1;
        if (watch.met !== watch.call.nth) continue;
        watches.delete(watch);
        watch.run();
      }
      // The call never happens, and nothing after it: as `process.exit` leaves a program.
      if (life.dead) throw exitSentinel;
    },
    before: (call, run, fromLife = 0) => {
      const watch: Watch = { call, run, fromLife, met: 0 };
      watches.add(watch);
      return () => watches.delete(watch);
    },
  };
};
