import { z } from 'zod';
import { flag, text, wholeNumber } from '../settings/fields.ts';
import { type Environment, readSettings } from '../settings/read-settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import type { CheckpointSaver } from './checkpoint-saver.ts';
import { createMemorySaver } from './memory-saver.ts';
import { openSqliteSaver } from './sqlite-saver.ts';

/** The variables that say how checkpoints are kept (U8). */
export const checkpointShape = {
  CHECKPOINT_BACKEND: z.enum(['sqlite', 'memory'], { error: 'sqlite or memory' }).default('sqlite'),
  CHECKPOINT_PATH: text('data/checkpoints.db'),
  AUTO_CHECKPOINT: flag(true),
  CHECKPOINT_INTERVAL_SECONDS: wholeNumber(300, { min: 1, max: 86_400 }),
  CHECKPOINT_DIR: text('./checkpoints'),
};

/** How checkpoints are kept. */
export interface CheckpointSettings {
  readonly backend: 'sqlite' | 'memory';
  readonly path: string;
  readonly autoCheckpoint: boolean;
  readonly intervalMs: number;
  /** Where checkpoints are written as files, for people and for git. */
  readonly dir: string;
}

/** The section `checkpointing` of a settings file, and the variable that beats each of its keys. */
const variableOf: Readonly<Record<string, keyof typeof checkpointShape>> = {
  backend: 'CHECKPOINT_BACKEND',
  path: 'CHECKPOINT_PATH',
  auto_checkpoint: 'AUTO_CHECKPOINT',
  checkpoint_interval_seconds: 'CHECKPOINT_INTERVAL_SECONDS',
  dir: 'CHECKPOINT_DIR',
};

/**
 * Reads how checkpoints are kept: the environment beats the file's section. Throws a `SettingsError`
 * that names every bad key where it stands, its value and what is allowed.
 */
export function readCheckpointSettings(
  env: Environment,
  section: Readonly<Record<string, unknown>> = {},
): CheckpointSettings {
  const merged: Record<string, string | undefined> = {};
  const unknown: string[] = [];
  for (const [key, value] of Object.entries(section)) {
    const variable = Object.hasOwn(variableOf, key) ? variableOf[key] : undefined;
    if (variable !== undefined) merged[variable] = String(value);
    else unknown.push(sayUnknown(key, value));
  }
  if (unknown.length > 0) throw new SettingsError(unknown);
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const own = new Set(given.map(([key]) => key));
  try {
    return settingsOf(readSettings({ ...merged, ...Object.fromEntries(given) }, checkpointShape));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(error.problems.map((problem) => sayWhere(problem, own)));
  }
}

/** Opens the saver that the settings name. */
export function openSaver({ backend, path }: CheckpointSettings): CheckpointSaver {
  return backend === 'memory' ? createMemorySaver() : openSqliteSaver(path);
}

function settingsOf(values: z.output<z.ZodObject<typeof checkpointShape>>): CheckpointSettings {
  return {
    backend: values.CHECKPOINT_BACKEND,
    path: values.CHECKPOINT_PATH,
    autoCheckpoint: values.AUTO_CHECKPOINT,
    intervalMs: values.CHECKPOINT_INTERVAL_SECONDS * 1000,
    dir: values.CHECKPOINT_DIR,
  };
}

function sayUnknown(key: string, value: unknown): string {
  const allowed = Object.keys(variableOf).join(', ');
  return `checkpointing.${key} is ${JSON.stringify(value)}; allowed keys: ${allowed}`;
}

/** A value that came from the file is looked for there. */
function sayWhere(problem: string, fromEnvironment: ReadonlySet<string>): string {
  const variable = problem.split(' ', 1)[0] ?? '';
  const key = Object.keys(variableOf).find((name) => variableOf[name] === variable);
  if (key === undefined || fromEnvironment.has(variable)) return problem;
  return `checkpointing.${key}${problem.slice(variable.length)}`;
}
