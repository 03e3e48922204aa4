import { type SimulateOptions, simulate } from '../simulate.ts';
import type { Probe } from './probe.ts';

/** What a probe observed: all of it, or why it did not finish. */
export type Observations = readonly string[];

const REAL_LIMIT_MS = 10_000;

/** Runs a probe on the real machine, over loopback. */
export const observeReal = async (probe: Probe): Promise<Observations> => {
  const seen: string[] = [];
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(() => limit.reject(new Error('the probe hangs')), REAL_LIMIT_MS);
  try {
    await Promise.race([probe((observation) => seen.push(observation)), limit.promise]);
  } catch (error) {
    seen.push(`failed: ${error instanceof Error ? error.message : error}`);
  }
  clearTimeout(timer);
  return seen;
};

/** Runs a probe on one simulated host. */
export const observeSimulated = async (
  probe: Probe,
  options: SimulateOptions,
): Promise<Observations> => {
  const seen: string[] = [];
  try {
    await simulate({ machine: {} }, options, (world) =>
      world.on('machine', () => probe((observation) => seen.push(observation))),
    );
  } catch (error) {
    seen.push(`failed: ${error instanceof Error ? error.message : error}`);
  }
  return seen;
};

/** Observations by party, each in its order: between two parties no machine promises an order. */
export const byParty = (seen: Observations): Readonly<Record<string, readonly string[]>> =>
  Object.groupBy(seen, (observation) => observation.slice(0, observation.indexOf(':'))) as Readonly<
    // Every group has at least one entry, so the optional values of the type never occur.
    Record<string, readonly string[]>
  >;
