import { dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { init } from 'es-module-lexer';
import { build, type Plugin } from 'esbuild';
import type { EditSource } from '../world.ts';
import { linkBundle } from './link-bundle.ts';
import { moduleText } from './module-text.ts';
import { nativeLoader } from './native-loader.ts';

/** A program with all files of its own, as one text. */
export interface Bundle {
  /** The body of a function of `packages`, `importMeta` and `importNow`. */
  readonly text: string;
  readonly map: string;
  /** What the map's paths are relative to. */
  readonly folder: string;
  /** The program's own files. */
  readonly files: readonly string[];
  /** URLs of what it imports beside them. */
  readonly packages: readonly string[];
}

const isCode = (path: string): boolean => /\.(m?ts|m?js)$/.test(path);
const isOwn = (url: string): boolean => url.startsWith('file:') && !url.includes('/node_modules/');

/** Node's own resolution and types; only the program's ES modules become part of the bundle. */
const asNodeLoads = (
  edit: EditSource | undefined,
  files: Set<string>,
  packages: Set<string>,
): Plugin => ({
  name: 'as-node-loads',
  setup: (setup) => {
    setup.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point') return { path };
      const url = nativeLoader().resolveFrom(path, pathToFileURL(importer).href);
      if (isOwn(url)) return { path: new URL(url).pathname };
      packages.add(url);
      return { path: url, external: true };
    });
    setup.onLoad({ filter: /.*/ }, ({ path }) => {
      files.add(path);
      if (isCode(path)) return { contents: moduleText(path, edit), loader: 'js' };
      if (extname(path) === '.json') return undefined;
      return { errors: [{ text: `${path} is no ES module` }] };
    });
  },
});

/** Bundles a program's own files, edited; packages and Node's modules stay outside. */
export const bundleProgram = async (entry: string, edit?: EditSource): Promise<Bundle> => {
  await init;
  const files = new Set<string>();
  const packages = new Set<string>();
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    treeShaking: false,
    charset: 'utf8',
    sourcemap: 'external',
    sourcesContent: false,
    outfile: `${entry}.bundle`,
    write: false,
    logLevel: 'silent',
    plugins: [asNodeLoads(edit, files, packages)],
  });
  const textOf = (ending: string) =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return {
    text: linkBundle(textOf('.bundle')),
    map: textOf('.map'),
    folder: dirname(entry),
    files: [...files],
    packages: [...packages],
  };
};
