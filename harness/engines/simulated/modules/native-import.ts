const PREFIX = 'holdfast-resolve:';

/** Imports by Node's own loader; a test runner that rewrites `import()` does not rewrite this one. */
export const nativeImport = (url: string): Promise<{ readonly default?: unknown }> => import(url);

/** What a specifier means in another module; asks Node, whose hooks know the prefix. */
export const resolveFrom = (specifier: string, parentUrl: string): string =>
  import.meta.resolve(`${PREFIX}${JSON.stringify([specifier, parentUrl])}`);

/** The question that such a specifier carries. */
export const askedBy = (
  specifier: string,
): { readonly specifier: string; readonly parentUrl: string } | undefined => {
  if (!specifier.startsWith(PREFIX)) return undefined;
  // Written above: a pair of strings.
  const [asked, parentUrl] = JSON.parse(specifier.slice(PREFIX.length)) as [string, string];
  return { specifier: asked, parentUrl };
};
