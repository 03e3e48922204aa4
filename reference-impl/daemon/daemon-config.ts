import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingsError } from '../settings/settings-error.ts';

const historyAllowed = 'a whole number from 1 to 10000';
const configSchema = z.strictObject({
  max_checkpoint_history: z
    .int({ error: historyAllowed })
    .min(1, { error: historyAllowed })
    .max(10_000, { error: historyAllowed })
    .optional(),
});

/** What a daemon's configuration file may say; the environment beats it. */
export type DaemonConfig = z.infer<typeof configSchema>;

/** Reads a configuration file; throws a `SettingsError` that names the file, the key and its value. */
export function readDaemonConfig(path: string): DaemonConfig {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError([`CONFIG_FILE is "${path}"; allowed: a JSON file, found: ${reason}`]);
  }
  const read = configSchema.safeParse(given);
  if (read.success) return read.data;
  throw new SettingsError(read.error.issues.map((issue) => `${path}: ${sayIssue(issue, given)}`));
}

function sayIssue(issue: z.core.$ZodIssue, given: unknown): string {
  const key = String(issue.path[0] ?? '');
  if (key === '') return issue.message;
  // A path of a key exists only where the file holds an object.
  const value = (given as Record<string, unknown>)[key];
  return `${key} is ${JSON.stringify(value)}; allowed: ${issue.message}`;
}
