import type { ReportModel } from '../core/report-model.ts';
import { type Link, linkName } from '../core/stack.ts';
import type { JobResult } from '../suite.ts';
import type { EngineName } from './run-options.ts';

/** Which engines were asked for, and which links the live runs used. */
export type Coverage = NonNullable<ReportModel['coverage']>;

/** What the live results say of the links; a variable that nobody reads leaves its link silent. */
export const coverageOf = (
  engines: readonly EngineName[],
  results: readonly JobResult[],
): Coverage => {
  const carried = new Set<string>();
  const links = new Map<string, Link>();
  for (const result of results) {
    if (result.ended !== 'judged') continue;
    for (const link of result.history.links) links.set(linkName(link), link);
    for (const event of result.history.events) {
      if (event.type === 'exchange') carried.add(event.link);
    }
  }
  return {
    engines: [...engines],
    links: [...links].map(([name, { from, tell }]) => {
      const variables = tell.map(({ env }) => env).join(' or ');
      const silent = `it carried nothing in any live run (does ${from} read ${variables}?).`;
      return { name, carried: carried.has(name), silent };
    }),
  };
};

/** Said by a nightly run of chosen scenarios. */
export const zooLeftOut =
  'The zoo: not hunted, because scenarios were chosen or a bug was planted.';

const bothEngines: readonly EngineName[] = ['live', 'simulated'];

/** What coverage says was not tested. */
export const coverageLines = ({ engines, links }: Coverage): readonly string[] => [
  ...bothEngines
    .filter((engine) => !engines.includes(engine))
    .map((engine) => `The ${engine} engine: left out by --engine.`),
  ...links.filter((link) => !link.carried).map(({ name, silent }) => `Link ${name}: ${silent}`),
];

/** Coverage of several reports: what one of them carried is not silent. */
export const joinCoverage = (all: readonly Coverage[]): Coverage => {
  const links = all.flatMap((one) => one.links);
  const carried = new Set(links.filter((link) => link.carried).map((link) => link.name));
  return {
    engines: [...new Set(all.flatMap((one) => one.engines))].sort(),
    links: [...new Map(links.map((link) => [link.name, link])).values()]
      .map((link) => ({ ...link, carried: carried.has(link.name) }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  };
};
