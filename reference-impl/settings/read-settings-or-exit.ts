import type { z } from 'zod';
import { readSettings } from './read-settings.ts';
import { SettingsError } from './settings-error.ts';

/** Reads a program's settings from `process.env`, or prints what is wrong and exits with 1. */
export function readSettingsOrExit<Shape extends Readonly<Record<string, z.ZodType>>>(
  shape: Shape,
): z.output<z.ZodObject<Shape>> {
  try {
    return readSettings(process.env, shape);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.problems.join('\n')}\n`);
    process.exit(1);
  }
}
