import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Starts a program by import and calls its `main` if its default export is one. */
export const main = async (): Promise<void> => {
  const [node = process.execPath, , path = ''] = process.argv;
  const program = resolve(path);
  // The program sees the arguments that it would see if it were started by hand.
  process.argv = [node, program];
  const module: { readonly default?: unknown } = await import(pathToFileURL(program).href);
  if (typeof module.default === 'function') await module.default();
};

if (import.meta.main) await main();
