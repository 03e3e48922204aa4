import { z } from 'zod';
import { SettingsError } from './settings-error.ts';

/** The environment of a program, as `process.env` gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that `shape` names and checks each one; an empty variable counts as not set.
 * Throws a `SettingsError` that names every bad key, its value and what is allowed.
 */
export function readSettings<Shape extends Readonly<Record<string, z.ZodType>>>(
  env: Environment,
  shape: Shape,
): z.output<z.ZodObject<Shape>> {
  const given: Record<string, string> = {};
  for (const key of Object.keys(shape)) {
    const value = env[key];
    if (value !== undefined && value !== '') given[key] = value;
  }
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  throw new SettingsError(describeProblems(result.error, given));
}

function describeProblems(error: z.ZodError, given: Readonly<Record<string, string>>): string[] {
  const problems = new Map<string, string>();
  for (const issue of error.issues) {
    const key = String(issue.path[0]);
    const value = given[key];
    const found = value === undefined ? 'is not set' : `is "${value}"`;
    if (!problems.has(key)) problems.set(key, `${key} ${found}; allowed: ${issue.message}`);
  }
  return [...problems.values()];
}
