import type { EditSource } from '../world.ts';
import { type Bundle, bundleProgram } from './bundle-program.ts';
import { sourceOf } from './module-text.ts';
import { type ProgramFactory, programFactory } from './program-factory.ts';

interface Known {
  readonly files: readonly string[];
  readonly factory: ProgramFactory;
}

const plain = new Map<string, Promise<Known | undefined>>();
const edited = new Map<string, Promise<Known | undefined>>();

const prepare = async (entry: string, edit?: EditSource): Promise<Known | undefined> => {
  let bundle: Bundle;
  try {
    bundle = await bundleProgram(entry, edit);
  } catch {
    // Node's own loader will say what is wrong with it, inside the life that loads it.
    return undefined;
  }
  return { files: bundle.files, factory: await programFactory(bundle) };
};

const once = (
  book: Map<string, Promise<Known | undefined>>,
  key: string,
  make: () => Promise<Known | undefined>,
): Promise<Known | undefined> => {
  const known = book.get(key) ?? make();
  book.set(key, known);
  return known;
};

/** Which of a program's files an edit changes, with their new texts. */
const changesOf = (files: readonly string[], edit: EditSource): string =>
  files
    .map((path) => [path, edit(path, sourceOf(path))] as const)
    .filter(([path, text]) => text !== sourceOf(path))
    .flat()
    .join('\n');

/**
 * A program compiled once for all its lives in this process, with a world's edits; undefined when it
 * cannot be bundled.
 */
export const knownProgram = async (
  entry: string,
  edit: EditSource | undefined,
): Promise<ProgramFactory | undefined> => {
  const found = await once(plain, entry, () => prepare(entry));
  if (found === undefined || edit === undefined) return found?.factory;
  const changes = changesOf(found.files, edit);
  if (changes === '') return found.factory;
  return (await once(edited, `${entry}\n${changes}`, () => prepare(entry, edit)))?.factory;
};
