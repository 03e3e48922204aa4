import { expect } from 'vitest';
import { type SimulatedTopology, simulate } from '../simulate.ts';
import type { WorldControl } from '../world-control.ts';

/** One line of a program: what its first host printed, and when. */
export interface Told {
  readonly host: string;
  readonly atMs: number;
  readonly line: string;
}

/** What a run of programs came to. */
export interface RunOfPrograms {
  readonly told: readonly Told[];
  readonly ends: readonly string[];
}

/** Runs programs and a fault twice with one seed, and gives what they told: both times the same. */
export const runTwice = async (
  topology: SimulatedTopology,
  seed: number,
  fault: (world: WorldControl) => Promise<void>,
): Promise<RunOfPrograms> => {
  const run = () =>
    simulate(topology, { seed }, async (world) => {
      await fault(world);
      const told = world.output.map(({ host, atMs, line }) => ({ host, atMs, line }));
      const ends = world.notices
        .filter(({ what }) => what === 'exited')
        .map(({ host, code, signal }) => `${host} ${signal ?? code}`);
      return { told, ends, hash: world.traceHash };
    });
  const { told, ends, hash } = await run();
  expect((await run()).hash).toBe(hash);
  return { told, ends };
};

/** When a host first told something, in virtual ms. */
export const whenTold = ({ told }: RunOfPrograms, host: string, text: string): number => {
  const found = told.find((each) => each.host === host && each.line.includes(text));
  if (found !== undefined) return found.atMs;
  const lines = told.map(({ line }) => line).join('\n');
  throw new Error(`${host} never told "${text}"; there was\n${lines}`);
};

/** What one host told, in order. */
export const linesOf = ({ told }: RunOfPrograms, host: string): readonly string[] =>
  told.filter((each) => each.host === host).map(({ line }) => line);
