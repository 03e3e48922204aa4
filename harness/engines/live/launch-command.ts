import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Service } from '../../core/stack.ts';
import { siblingProgram } from './sibling-program.ts';

/** How Node is started so that the witness and the planted edits come before the program. */
export const nodeCommand = (program: string, ...args: readonly string[]): readonly string[] => [
  process.execPath,
  '--import',
  pathToFileURL(siblingProgram('preload/preload')).href,
  program,
  ...args,
];

/** The command line of a service that this engine starts, or undefined if it starts it not. */
export const launchCommand = (
  service: Service,
  projectRoot: string,
): readonly string[] | undefined => {
  const { run } = service;
  if (run.kind === 'command') return run.argv;
  if (run.kind !== 'module') return undefined;
  return nodeCommand(siblingProgram('run-module'), resolve(projectRoot, run.path));
};
