import { readFileSync } from 'node:fs';
import { SettingsError } from '../../settings/settings-error.ts';
import { messageOf } from '../errors/error-response.ts';

/** The sections that a settings file may have; each is read by the part that it belongs to. */
export const settingsSections = [
  'checkpointing',
  'circuit_breaker',
  'failover',
  'model_hierarchies',
] as const;

/** The sections of a settings file, none of them checked yet. */
export type SettingsFile = Readonly<Partial<Record<(typeof settingsSections)[number], unknown>>>;

/**
 * Reads a settings file (JSON). No path or no such file means that the defaults hold; anything else
 * that cannot be read is a `SettingsError`, because defaults would then hold unnoticed.
 */
export function readSettingsFile(path: string | undefined): SettingsFile {
  if (path === undefined || path === '') return {};
  const text = textOf(path);
  if (text === undefined) return {};
  const found = parsed(path, text);
  const known: readonly string[] = settingsSections;
  const unknown = Object.keys(found).filter((key) => !known.includes(key));
  if (unknown.length === 0) return found;
  const allowed = settingsSections.join(', ');
  throw new SettingsError(
    unknown.map((key) => `${path}: section ${key} is unknown; allowed: ${allowed}`),
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new SettingsError([`${path}: ${messageOf(error)}`]);
  }
}

function parsed(path: string, text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SettingsError([`${path}: not JSON: ${messageOf(error)}`]);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new SettingsError([`${path}: allowed: an object of sections`]);
}
