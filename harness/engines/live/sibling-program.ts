import { extname, join } from 'node:path';

/** The path of a program of this folder, by its name: `.ts` in a checkout, `.js` when built. */
export const siblingProgram = (name: string): string =>
  join(import.meta.dirname, name + extname(import.meta.filename));
