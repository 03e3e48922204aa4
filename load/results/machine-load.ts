import type { History } from '../../harness/core/history.ts';

/** How busy the machine was while the load ran, as shares from 0 to 1. */
export interface MachineLoad {
  readonly median: number;
  readonly most: number;
  /** Too busy for its times to say anything about the stack. */
  readonly saturated: boolean;
}

const busyMost = 0.9;
/** Such a share of the samples above that is too many. */
const shareMost = 0.2;

/** What the samples of a run come to; undefined when there are none. */
export const machineLoadOf = (history: History): MachineLoad | undefined => {
  const busy = history.events
    .flatMap((event) =>
      event.type === 'signal' && event.role === 'machine' && event.name === 'cpu'
        ? [Number(event.value.busy)]
        : [],
    )
    .toSorted((one, other) => one - other);
  const most = busy.at(-1);
  if (most === undefined) return undefined;
  const over = busy.filter((share) => share > busyMost).length;
  const median = busy[Math.floor((busy.length - 1) / 2)] ?? most;
  return { median, most, saturated: over > busy.length * shareMost };
};
