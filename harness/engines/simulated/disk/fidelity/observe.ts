import type { Stats } from 'node:fs';
import { inspect } from 'node:util';
import type { Probe, ProbeScene } from './probe.ts';

/** Where a probe runs. */
export interface Ground {
  readonly fs: ProbeScene['fs'];
  readonly promises: ProbeScene['promises'];
  readonly folder: string;
  /** Lets events come until the promise settles. */
  settle(running: Promise<void>): Promise<void>;
  /** One turn in which events may come. */
  turn(): Promise<void>;
}

const turnsMost = 2000;

const isStats = (value: unknown): value is Stats =>
  typeof value === 'object' && value !== null && 'mtimeMs' in value && 'isFile' in value;

/** What of a `stat` is the same on every machine. */
const ofStats = (stats: Stats): object => ({
  file: stats.isFile(),
  folder: stats.isDirectory(),
  link: stats.isSymbolicLink(),
  size: stats.isDirectory() ? 'any' : stats.size,
  mode: stats.mode,
  links: stats.isDirectory() ? 'any' : stats.nlink,
});

/** Fields by name: Node sets them in another order in some of its calls. */
const errorFields = (error: Error): object => ({
  error: error.name,
  ...Object.fromEntries(Object.entries({ ...error, message: error.message }).toSorted()),
});

const plain = (value: unknown): unknown => {
  if (isStats(value)) return ofStats(value);
  if (value instanceof Error) return errorFields(value);
  if (Buffer.isBuffer(value)) return `bytes:${value.toString('latin1')}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint') return `${value}n`;
  return value;
};

/** Runs a probe and gives all that it saw, as text, line by line. */
export const observe = async (probe: Probe, ground: Ground): Promise<readonly string[]> => {
  const seen: string[] = [];
  const { fs, promises, folder } = ground;
  const see = (...what: readonly unknown[]): void => {
    const text = what.map((each) =>
      typeof each === 'string' ? each : inspect(plain(each), { depth: 6, breakLength: Infinity }),
    );
    seen.push(text.join(' ').replaceAll(folder, '~'));
  };
  const scene: ProbeScene = {
    fs,
    promises,
    see,
    at: (name) => `${folder}/${name}`,
    attempt: async (name, run) => {
      try {
        see(name, await run());
      } catch (error) {
        see(name, error);
      }
    },
    callback: (name, run) =>
      new Promise((resolve) => {
        const done = (...results: readonly unknown[]) => {
          see(name, ...results);
          resolve();
        };
        try {
          run(done);
        } catch (error) {
          see(`${name} threw`, error);
          resolve();
        }
      }),
    until: async (condition) => {
      for (let turns = 0; !condition(); turns++) {
        if (turns > turnsMost) throw new Error('a probe waited for what never came');
        await ground.turn();
      }
    },
  };
  await ground.settle(Promise.resolve(probe(scene)));
  return seen;
};
