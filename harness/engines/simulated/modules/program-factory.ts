import { SourceMap } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { runningLife } from '../kernel/running-life.ts';
import type { Bundle } from './bundle-program.ts';
import { importForLife } from './life-modules.ts';
import { parameters } from './link-bundle.ts';
import { nameFrames } from './map-frames.ts';
import { nativeLoader } from './native-loader.ts';

/** Evaluates a program's own modules anew: fresh state, and code that is compiled already. */
export type ProgramFactory = () => Promise<{ readonly default?: unknown }>;

const importMeta = (url: string) => ({
  url,
  filename: fileURLToPath(url),
  dirname: dirname(fileURLToPath(url)),
  main: false,
  resolve: (specifier: string) => nativeLoader().resolveFrom(specifier, url),
});

/** An import that no bundle could foresee. */
const importNow = async (parentUrl: string, specifier: string): Promise<unknown> => {
  const url = nativeLoader().resolveFrom(specifier, parentUrl || import.meta.url);
  const life = runningLife();
  const own = url.startsWith('file:') && !url.includes('/node_modules/');
  return own && life !== null ? importForLife(life, url) : nativeLoader().nativeImport(url);
};

let bundles = 0;

/** Compiles a bundle once; its packages are loaded now, as nobody. */
export const programFactory = async (bundle: Bundle): Promise<ProgramFactory> => {
  const packages = new Map<string, unknown>();
  for (const url of bundle.packages) packages.set(url, await nativeLoader().nativeImport(url));
  bundles += 1;
  const filename = `holdfast-bundle-${bundles}`;
  nameFrames(filename, new SourceMap(JSON.parse(bundle.map)), bundle.folder);
  // One definition for all lives: what is called often stays optimized when a new life begins.
  const define = compileFunction(bundle.text, [...parameters], { filename });
  return define(packages, importMeta, importNow);
};
