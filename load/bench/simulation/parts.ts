import type { Profiler, Runtime } from 'node:inspector';

const parts: readonly (readonly [name: string, source: RegExp])[] = [
  ['judging', /\/judge|\/invariants\//],
  ['recording', /wire-taps|wire-link|switchboard\/|gateway\/|event-log|occurrences|read-signal/],
  ['disk', /simulated\/disk\//],
  ['kernel, timers, hosts', /simulated\/(?:kernel|time|host|random|modules)\//],
  ['network', /simulated\/(?:network|fetch)\//],
  ['harness, rest', /\/harness\/|\/scenarios\//],
  ['programs', /holdfast-bundle|reference-impl\//],
  ['logging', /node_modules\/pino/],
  ['validation', /node_modules\/zod/],
  ['Fastify', /node_modules\//],
  ['HTTP of Node', /node:_http|node:http|undici/],
  ['sockets, streams, events', /node:net|stream|node:events/],
  ['Node, rest', /node:/],
];

const partOf = (frame: Runtime.CallFrame): string | undefined => {
  if (frame.functionName === '(garbage collector)') return 'garbage collection';
  return parts.find(([, source]) => source.test(frame.url))?.[0];
};

/** Shares of a profile by part, largest first; native work counts for who called it. */
export const sharesOf = (
  profile: Profiler.Profile,
): readonly (readonly [part: string, share: number])[] => {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])),
  );
  const partOfNode = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const node = nodes.get(at);
      const part = node && partOf(node.callFrame);
      if (part !== undefined) return part;
    }
    return 'other';
  };
  const spent = new Map<string, number>();
  let total = 0;
  (profile.samples ?? []).forEach((id, index) => {
    const us = profile.timeDeltas?.[index] ?? 0;
    const part = partOfNode(id);
    spent.set(part, (spent.get(part) ?? 0) + us);
    total += us;
  });
  return [...spent]
    .map(([part, us]) => [part, us / total] as const)
    .sort(([, one], [, other]) => other - one);
};
