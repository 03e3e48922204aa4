import { findToxiproxy } from '../../harness/tools/find-toxiproxy.ts';
import { startToxiproxyChild } from '../../harness/tools/start-toxiproxy-child.ts';
import type { BenchOptions } from './main.ts';
import { Child } from './proxy/child.ts';
import type { ClientTask } from './proxy/client.ts';
import type { EmbeddedReady } from './proxy/embedded.ts';
import type { Measurement } from './proxy/measure.ts';
import { residentMegabytes } from './proxy/resident-megabytes.ts';
import type { ServicePorts } from './proxy/service.ts';
import { makeProxies, type Target } from './proxy/target.ts';
import { type Column, table } from './table.ts';

interface Row {
  readonly title: string;
  readonly port: keyof ServicePorts;
  readonly better: Column['better'];
  readonly measurement: (port: number) => Measurement;
}

const rows: readonly Row[] = [
  ...[1, 8].map((connections): Row => {
    const measurement = (port: number) => ({ kind: 'bulk', port, connections }) as const;
    return { title: `MB/s, ${connections}`, port: 'flood', better: 'more', measurement };
  }),
  ...[1, 50].map((connections): Row => {
    const measurement = (port: number) => ({ kind: 'roundTrips', port, connections }) as const;
    return { title: `trips/s, ${connections}`, port: 'echo', better: 'more', measurement };
  }),
  {
    title: 'connections/s, 8',
    port: 'echo',
    better: 'more',
    measurement: (port) => ({ kind: 'connections', port, connections: 8 }),
  },
  {
    title: 'p50 µs at 500/s',
    port: 'echo',
    better: 'less',
    measurement: (port) => ({ kind: 'latency', port, perSecond: 500 }),
  },
];

/** Compares direct, embedded and real in interleaved rounds; each in a process of its own. */
export async function benchProxy(options: BenchOptions): Promise<void> {
  const children: { close(): Promise<void> }[] = [];
  try {
    const targets = await startTargets(children, options.print);
    const client = await Child.start('./client.ts');
    children.push(client);
    const results = await measureAll(options, { targets, client });
    for (const line of table(results, targets)) options.print(line);
  } finally {
    await Promise.allSettled(children.map((child) => child.close()));
  }
}

async function startTargets(
  children: { close(): Promise<void> }[],
  print: (line: string) => void,
): Promise<readonly Target[]> {
  const service = await Child.start('./service.ts');
  children.push(service);
  // The child's first message is the one that its file declares.
  const ports = (await service.next()) as ServicePorts;
  const embedded = await Child.start('./embedded.ts');
  children.push(embedded);
  const { port } = (await embedded.next()) as EmbeddedReady;
  const url = `http://127.0.0.1:${port}`;
  const targets: Target[] = [
    { name: 'direct', ports },
    { name: 'embedded', ports: await makeProxies(url, ports), pid: embedded.pid },
  ];
  const found = findToxiproxy();
  if (found === undefined) {
    print('no real Toxiproxy was found (npx holdfast doctor --install): only embedded is measured');
    return targets;
  }
  const real = await startToxiproxyChild({ path: found.path, port: 0 });
  children.push(real);
  const proxies = await makeProxies(real.url, ports);
  return [...targets, { name: 'real', ports: proxies, ...(real.pid ? { pid: real.pid } : {}) }];
}

async function measureAll(
  { rounds, durationMs, print }: BenchOptions,
  { targets, client }: { readonly targets: readonly Target[]; readonly client: Child },
): Promise<readonly Column[]> {
  const noValues = () => Object.fromEntries(targets.map(({ name }) => [name, []]));
  const columns = rows.map(({ title, better }): Column => ({ title, better, values: noValues() }));
  const memory: Column = { title: 'memory MB', better: 'less', values: noValues() };
  for (let round = 0; round < rounds; round++) {
    print(`round ${round + 1} of ${rounds}`);
    for (const [index, row] of rows.entries()) {
      // Whoever comes first in a row meets a cooler machine: each has its turn at it.
      for (let place = 0; place < targets.length; place++) {
        const target = targets[(round + place) % targets.length];
        if (target === undefined) continue;
        const measurement = row.measurement(target.ports[row.port]);
        const value = await client.ask({ measurement, durationMs } satisfies ClientTask);
        columns[index]?.values[target.name]?.push(Number(value));
      }
    }
    for (const { name, pid } of targets) {
      if (pid !== undefined) memory.values[name]?.push(residentMegabytes(pid));
    }
  }
  return [...columns, memory];
}
