import { pathToFileURL } from 'node:url';
import type { Life } from '../host/life.ts';
import { lifeUrl } from './life-url.ts';
import { nativeLoader } from './native-loader.ts';

// Such modules are never unloaded: a graph of files stays for as long as the process lives (about
// 60 KB each). Only what a bundle cannot hold is loaded like this.
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

/** Imports a file with fresh state of its own files; packages keep theirs, as they are shared. */
export const importForLife = (
  life: Life,
  path: string,
): Promise<{ readonly default?: unknown }> => {
  const url = path.startsWith('file:') ? path : pathToFileURL(path).href;
  return nativeLoader().nativeImport(lifeUrl(url, graphNumberOf(life)));
};
