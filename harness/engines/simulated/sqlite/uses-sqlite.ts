import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const imports = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"]+)\1/g;
const known = new Map<string, readonly string[]>();

/** What a file imports; packages are not looked into. */
const importsOf = (path: string): readonly string[] => {
  const found =
    known.get(path) ?? [...textOf(path).matchAll(imports)].map(([, , name]) => name ?? '');
  known.set(path, found);
  return found;
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // An import that is not there: the program itself will tell.
    return '';
  }
};

/** Whether a program, or a file of its own that it imports, uses `node:sqlite`. */
export const usesSqlite = (program: string): boolean => {
  const seen = new Set([program]);
  for (const path of seen) {
    for (const name of importsOf(path)) {
      if (name === 'node:sqlite') return true;
      if (name.startsWith('.')) seen.add(join(dirname(path), name));
    }
  }
  return false;
};
