import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { UsageError } from './core/errors.ts';
import type { Fault } from './core/fault.ts';
import type { PlantedBug } from './core/planted-bug.ts';
import type { Scenario } from './core/scenario.ts';
import type { Invariant } from './core/verdict.ts';
import type { FaultCatalogue } from './plan-scenario.ts';

/** The globs of every kind that a project may add to, below its root. */
const configSchema = z.strictObject({
  scenarios: z.array(z.string()).default(['scenarios/*.scenario.ts']),
  invariants: z.array(z.string()).default(['scenarios/invariants/*.ts']),
  faults: z.array(z.string()).default(['scenarios/faults/*.ts']),
  zoo: z.array(z.string()).default(['fixtures/zoo/*.ts']),
  requirements: z.string().default('reference-impl/requirements.json'),
  out: z.string().default('reports/out'),
});

/** A project's configuration. */
export type Config = z.output<typeof configSchema>;

/** One discovered thing and the file that it came from. */
export interface Found<T> {
  readonly file: string;
  readonly value: T;
}

/** Reads `holdfast.config.ts` if there is one; throws a UsageError that names a wrong setting. */
export const readConfig = async (root: string): Promise<Config> => {
  const file = join(root, 'holdfast.config.ts');
  const given = existsSync(file) ? await load(file) : { default: {} };
  const parsed = configSchema.safeParse(given.default ?? {});
  if (parsed.success) return parsed.data;
  throw new UsageError(`holdfast.config.ts: ${z.prettifyError(parsed.error)}`);
};

/** Loads one module; what it throws becomes a UsageError with the file's name. */
const load = async (file: string): Promise<Record<string, unknown>> => {
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = /Unexpected token 'export'|Cannot use import statement/.test(reason)
      ? '; set "type": "module" in the nearest package.json'
      : '';
    throw new UsageError(`${file} cannot be loaded: ${reason}${hint}`, { cause: error });
  }
};

/** Holdfast's own faults and invariants, which every project has; built, they end in `.js`. */
const ownFiles = (kind: 'faults' | 'invariants') =>
  filesOf(import.meta.dirname, [`${kind}/*.{ts,js}`]);

const filesOf = async (root: string, patterns: readonly string[]): Promise<readonly string[]> => {
  const files: string[] = [];
  for await (const file of glob([...patterns], { cwd: root })) {
    if (!/\.(test|examples)\.[jt]s$/.test(file)) files.push(join(root, file));
  }
  return files.sort();
};

/** Exports that look like the wanted kind; a file may hold other things beside (fixtures, laws). */
const collect = async <T>(
  files: readonly string[],
  wanted: (value: unknown) => value is T,
): Promise<readonly Found<T>[]> => {
  const found: Found<T>[] = [];
  for (const file of new Set(files)) {
    const module = await load(file);
    for (const value of new Set(Object.values(module))) {
      if (wanted(value)) found.push({ file, value });
    }
  }
  return found;
};

const has = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);

const isScenario = (value: unknown): value is Scenario =>
  has(value, 'name', 'stack', 'faults', 'workload', 'invariants', 'exercises');
const isInvariant = (value: unknown): value is Invariant =>
  has(value, 'name', 'check', 'about', 'excuses');
const isFault = (value: unknown): value is Fault => has(value, 'kind', 'inject', 'needs', 'weaker');
const isBug = (value: unknown): value is PlantedBug => has(value, 'edit', 'caughtBy', 'scenario');

const unique = <T>(
  found: readonly Found<T>[],
  nameOf: (value: T) => string,
): readonly Found<T>[] => {
  const files = new Map<string, string>();
  for (const { file, value } of found) {
    const name = nameOf(value);
    const other = files.get(name);
    if (other) throw new UsageError(`"${name}" stands in ${other} and in ${file}: rename one`);
    files.set(name, file);
  }
  return found;
};

/** All scenarios of a project, by file name. A file without one is an error. */
export const findScenarios = async (root: string, config: Config) => {
  const files = await filesOf(root, config.scenarios);
  const found = await collect(files, isScenario);
  for (const file of files) {
    if (!found.some((one) => one.file === file)) {
      throw new UsageError(`${file} exports no scenario; export default defineScenario({ … })`);
    }
  }
  return unique(found, (scenario) => scenario.name);
};

/** All invariants that can be named: Holdfast's own and the project's. */
export const findInvariants = async (root: string, config: Config) => {
  const files = [...(await ownFiles('invariants')), ...(await filesOf(root, config.invariants))];
  return unique(await collect(files, isInvariant), (one) => one.name);
};

/** All planted bugs. */
export const findBugs = async (root: string, config: Config) =>
  unique(await collect(await filesOf(root, config.zoo), isBug), (one) => one.name);

/** The fault catalogue: Holdfast's own faults and the project's. */
export const findFaults = async (root: string, config: Config): Promise<FaultCatalogue> => {
  const files = [...(await ownFiles('faults')), ...(await filesOf(root, config.faults))];
  const found = unique(await collect(files, isFault), (one) => one.kind);
  return new Map(found.map(({ value }) => [value.kind, value]));
};
