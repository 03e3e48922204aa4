import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Life } from '../host/life.ts';
import { lifeUrl } from './life-url.ts';

interface NativeImport {
  nativeImport(url: string): Promise<{ readonly default?: unknown }>;
}

let native: NativeImport | undefined;

/** Loads what imports natively; once per process, and before any life runs. */
export const prepareImports = (): void => {
  // `require` gives the module's namespace, whose shape is that file's own.
  native ??= createRequire(import.meta.url)('./native-import.ts') as NativeImport;
};

// Modules are never unloaded: a graph of the program's own files stays for as long as the process
// lives (about 60 KB each). A worker that runs many worlds must therefore be replaced every few
// thousand lives.
let graphs = 0;
const graphOf = new WeakMap<Life, number>();

/** How many module graphs this process holds; a worker's owner replaces it when they are too many. */
export const heldGraphs = (): number => graphs;

/** The number that keeps a life's modules apart from those of all other lives in this process. */
export const graphNumberOf = (life: Life): number => {
  const known = graphOf.get(life);
  if (known !== undefined) return known;
  graphs += 1;
  graphOf.set(life, graphs);
  return graphs;
};

/** Imports a program with fresh state of its own files; packages keep theirs, as they are shared. */
export const importForLife = (
  life: Life,
  path: string,
): Promise<{ readonly default?: unknown }> => {
  if (native === undefined) throw new Error('install() was not called before a program started');
  const url = path.startsWith('file:') ? path : pathToFileURL(path).href;
  return native.nativeImport(lifeUrl(url, graphNumberOf(life)));
};
