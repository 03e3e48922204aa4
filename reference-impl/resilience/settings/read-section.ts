import type { z } from 'zod';
import { type Environment, readSettings } from '../../settings/read-settings.ts';
import { SettingsError } from '../../settings/settings-error.ts';

/** A section of the settings file, and for each of its keys the variable that beats it. */
export interface SectionLayout<Shape extends Readonly<Record<string, z.ZodType>>> {
  readonly name: string;
  readonly shape: Shape;
  readonly variables: Readonly<Record<string, keyof Shape & string>>;
}

/**
 * Reads a section's settings: the environment beats the file, the file beats the defaults (U8).
 * Throws a `SettingsError` that names every bad key where it stands, its value and what is allowed.
 */
export function readSection<Shape extends Readonly<Record<string, z.ZodType>>>(
  layout: SectionLayout<Shape>,
  env: Environment,
  section: unknown = {},
): z.output<z.ZodObject<Shape>> {
  const { name, shape, variables } = layout;
  if (typeof section !== 'object' || section === null || Array.isArray(section)) {
    throw new SettingsError([`${name} is ${JSON.stringify(section)}; allowed: an object`]);
  }
  const problems: string[] = [];
  const fromFile: Record<string, string> = {};
  for (const [key, value] of Object.entries(section)) {
    const variable = Object.hasOwn(variables, key) ? variables[key] : undefined;
    if (variable === undefined) {
      const allowed = Object.keys(variables).join(', ');
      problems.push(`${name}.${key} is ${JSON.stringify(value)}; allowed keys: ${allowed}`);
    } else if (!isSet(env[variable])) fromFile[variable] = asText(value);
  }
  try {
    const values = readSettings({ ...env, ...fromFile }, shape);
    if (problems.length === 0) return values;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    problems.push(...error.problems.map((problem) => whereItStands(layout, fromFile, problem)));
  }
  throw new SettingsError(problems);
}

const isSet = (value: string | undefined) => value !== undefined && value !== '';

/** An object or a list is no setting; as JSON it fails the check, and can be recognised. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value that came from the file is looked for there. */
function whereItStands<Shape extends Readonly<Record<string, z.ZodType>>>(
  { name, variables }: SectionLayout<Shape>,
  fromFile: Readonly<Record<string, string>>,
  problem: string,
): string {
  const variable = problem.split(' ', 1)[0] ?? '';
  const key = Object.keys(variables).find((one) => variables[one] === variable);
  if (key === undefined || !Object.hasOwn(fromFile, variable)) return problem;
  return `${name}.${key}${problem.slice(variable.length)}`;
}
