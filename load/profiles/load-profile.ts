import type { FaultStep } from '../../harness/core/fault.ts';

/** What happens to the live core while the load runs. */
export interface LoadProfile {
  readonly name: string;
  readonly about: string;
  /** Its steps, in ms of the run, for a load of this many arrivals and this length. */
  steps(load: LoadShape): readonly Omit<FaultStep, 'id'>[];
}

/** The load that a profile is made for. */
export interface LoadShape {
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

/**
 * The fault begins with an arrival, not at a time: k6 takes a while to start, and how long is the
 * machine's business. It begins at two fifths of the load and lasts for three tenths of it.
 */
export const inTheMiddle = ({
  ratePerSecond,
  durationMs,
}: LoadShape): Pick<FaultStep, 'when' | 'heal'> => ({
  when: {
    link: 'client>web',
    nth: Math.max(1, Math.round((ratePerSecond * durationMs * 0.4) / 1000)),
    phase: 'attempted',
  },
  heal: { afterMs: durationMs * 0.3 },
});
