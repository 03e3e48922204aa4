import type { History } from '../../core/history.ts';
import { type LinkName, linkName } from '../../core/stack.ts';

/** Where a link stands among the alternatives for one call. */
export interface Route {
  readonly group: string;
  readonly order: number;
  readonly kind: 'service' | 'model';
  readonly from: string;
  readonly to: string;
}

/** The routes of a history's links by link name; links without alternatives have none. */
export const routesOf = (history: History): ReadonlyMap<LinkName, Route> =>
  new Map(
    history.links.flatMap((link) =>
      link.route === undefined
        ? []
        : [[linkName(link), { ...link.route, from: link.from, to: link.to }] as const],
    ),
  );
