import type { Command } from 'commander';
import { type RunFolder, runFolder } from './run-folder.ts';

/** What every command knows: which run folder it is about. */
export function folderOf(command: Command): RunFolder {
  // `--dir` has a default and is declared once, on the program itself.
  const { dir } = command.optsWithGlobals<{ dir: string }>();
  return runFolder(dir);
}

/** Prints one line, or a few, for people. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints an answer for programs. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
