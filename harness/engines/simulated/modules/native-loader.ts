import { createRequire } from 'node:module';

/** What is done by Node's own loader, also under a test runner that has one of its own. */
export type NativeLoader = typeof import('./native-import.ts');

let loader: NativeLoader | undefined;

/** Loads what imports natively; once per process, and before any life runs. */
export const prepareImports = (): void => {
  // `require` gives the module's namespace, whose shape is that file's own.
  loader ??= createRequire(import.meta.url)('./native-import.ts') as NativeLoader;
};

/** Node's own loader. */
export const nativeLoader = (): NativeLoader => {
  if (loader === undefined) throw new Error('install() was not called before a program started');
  return loader;
};
