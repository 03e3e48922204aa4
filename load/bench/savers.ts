import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from './main.ts';
import { runContest } from './peers/run-contest.ts';

const langGraph = 'LangGraph SqliteSaver, FULL';

/** Checkpoints of 2 KB, durable before `put` resolves: our saver and LangGraph's on SQLite. */
export async function benchSavers(options: BenchOptions): Promise<void> {
  const row = (name: string, title: string, target: number) =>
    ({ name, title, better: 'more', targets: { [langGraph]: target } }) as const;
  await using folder = await mkdtempDisposable(join(tmpdir(), 'holdfast-bench-'));
  // The processes that measure inherit it; they are ended, so they cannot remove it themselves.
  process.env.BENCH_FOLDER = folder.path;
  options.print('put/s by the clock; reads a second of CPU, because they wait for nothing');
  await runContest(
    {
      program: new URL('./savers/contenders.ts', import.meta.url),
      contenders: ['Holdfast', langGraph, 'node:sqlite FULL, bare'],
      disciplines: [
        row('put 1', 'put/s, 1 writer', 1.1),
        row('put 64', 'put/s, 64 writers', 5),
        {
          name: 'put-cpu',
          title: 'CPU µs of a put, 1 writer',
          better: 'less',
          targets: { [langGraph]: 1.1 },
        },
        row('getTuple', 'getTuple/s, newest of a thread', 1.25),
        row('getNamed', 'getTuple/s, by id', 1.25),
        row('list', 'list/s, newest 10', 2),
      ],
    },
    options,
  );
}
