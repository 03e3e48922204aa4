import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../durable/replace-file.ts';
import { OpsError } from './ops-error.ts';
import type { RunFolder } from './run-folder.ts';

const schema = z.strictObject({
  /** The first of consecutive ports; null: the default ports. */
  portBase: z.number().int().min(1024).max(65_000).nullable(),
  /** Variables that every service gets, as `--set` gave them. */
  settings: z.record(z.string(), z.string()),
});

/** What was chosen when the stack was started first, so that later commands need not be told. */
export type StackChoices = z.output<typeof schema>;

/** Reads the choices of a run folder; undefined when no stack was ever started in it. */
export async function readChoices(folder: RunFolder): Promise<StackChoices | undefined> {
  let text: string;
  try {
    text = await readFile(folder.stackFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new OpsError(
      `${folder.stackFile} should hold {"portBase": number|null, "settings": {…}} and does not; ` +
        'remove it and start the stack again',
    );
  }
}

/** Keeps the choices; the folder hides itself from git, because it holds data and no sources. */
export async function writeChoices(folder: RunFolder, choices: StackChoices): Promise<void> {
  await mkdir(folder.root, { recursive: true });
  await replaceFile(join(folder.root, '.gitignore'), '*\n');
  await replaceFile(folder.stackFile, `${JSON.stringify(choices, undefined, 2)}\n`);
}
