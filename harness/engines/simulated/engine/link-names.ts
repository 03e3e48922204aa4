import type { RunJob } from '../../../core/engine.ts';
import { type Env, type LinkName, linkName } from '../../../core/stack.ts';

const ADDRESS = '127.0.0.1';

/** The name by which the caller of a link finds its service. */
export const hostNameOf = (link: LinkName): string => {
  const [from, to] = link.split('>');
  return `${to}.${from}.internal`;
};

/** Links whose names are a matter of this run: the others are told by their address. */
export const namedLinks = ({ plan, catalogue }: RunJob): ReadonlySet<LinkName> =>
  new Set(
    plan.steps
      .filter(({ kind }) => catalogue?.get(kind)?.needs === 'dns')
      .map(({ target }) => target),
  );

/** A caller's variables with names in place of addresses, for the links that have one. */
export const tellNames = (job: RunJob, role: string, env: Env): Env => {
  const named = namedLinks(job);
  const links = job.scenario.stack.links.filter(
    (link) => link.from === role && named.has(linkName(link)),
  );
  const changed = links.flatMap((link) =>
    link.tell.map((tell) => [
      tell.env,
      (env[tell.env] ?? '').replace(ADDRESS, hostNameOf(linkName(link))),
    ]),
  );
  return { ...env, ...Object.fromEntries(changed) };
};

/** Makes the names known to a world. */
export const makeNamesKnown = (
  job: RunJob,
  names: { point(name: string, address: string): void },
): void => {
  for (const link of namedLinks(job)) names.point(hostNameOf(link), ADDRESS);
};
