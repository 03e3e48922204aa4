/** Imports by Node's own loader; a test runner that rewrites `import()` does not rewrite this one. */
export const nativeImport = (url: string): Promise<{ readonly default?: unknown }> => import(url);
