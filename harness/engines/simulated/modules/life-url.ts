const LIFE = /[?&]life=(\d+)/;

/** A module's URL for one life's graph. */
export const lifeUrl = (url: string, graph: number): string =>
  `${url}${url.includes('?') ? '&' : '?'}life=${graph}`;

/** The graph that a module's URL belongs to. */
export const graphOfUrl = (url: string | undefined): number | undefined => {
  const found = url === undefined ? null : LIFE.exec(url);
  return found?.[1] === undefined ? undefined : Number(found[1]);
};

/** Whether a module is a package's: its state is shared by all lives. */
export const isPackage = (url: string): boolean => url.includes('/node_modules/');
