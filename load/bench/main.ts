import { parseArgs } from 'node:util';
import { benchBreaker } from './breaker.ts';
import { benchFailover } from './failover.ts';
import { benchProxy } from './proxy.ts';
import { benchQueue } from './queue.ts';
import { benchSavers } from './savers.ts';
import { benchSimulation } from './simulation.ts';

const benches: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  breaker: benchBreaker,
  failover: benchFailover,
  proxy: benchProxy,
  queue: benchQueue,
  savers: benchSavers,
  simulation: benchSimulation,
};

/** What every bench takes: how often, and how long one measurement lasts. */
export interface BenchOptions {
  readonly rounds: number;
  readonly durationMs: number;
  readonly print: (line: string) => void;
}

/** Runs the benches that the command line names: `npm run bench -- proxy --rounds 5`. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      'duration-ms': { type: 'string', default: '600' },
    },
  });
  const rounds = Number(values.rounds);
  const durationMs = Number(values['duration-ms']);
  const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
  if (positionals.length === 0 || unknown.length > 0 || !(rounds >= 1) || !(durationMs >= 50)) {
    const names = Object.keys(benches).join('|');
    console.error(`use: npm run bench -- ${names} [--rounds 5] [--duration-ms 600 (50 or more)]`);
    return 3;
  }
  for (const name of positionals) {
    await benches[name]?.({ rounds, durationMs, print: (line) => console.log(line) });
  }
  return 0;
}

if (import.meta.main) process.exitCode = await main();
