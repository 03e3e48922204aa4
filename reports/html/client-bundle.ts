import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page's program and style, each one file. */
export interface ClientBundle {
  readonly script: string;
  readonly style: string;
}

const source = (name: string): string => fileURLToPath(new URL(`client/${name}`, import.meta.url));

/** Bundles the client from its sources; nothing is written. */
const bundleClient = async (): Promise<ClientBundle> => {
  const { outputFiles } = await build({
    entryPoints: { script: source('main.tsx'), style: source('style.css') },
    outdir: 'client',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
  });
  const text = (end: string): string =>
    outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return { script: text('script.js'), style: text('style.css') };
};

let known: Promise<ClientBundle> | undefined;

/** The client, bundled once per process. */
export const clientBundle = (): Promise<ClientBundle> => {
  known ??= bundleClient();
  return known;
};
