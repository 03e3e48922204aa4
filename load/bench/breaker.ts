import { behaviours } from './breaker/behaviours.ts';
import type { BenchOptions } from './main.ts';
import { runContest } from './peers/run-contest.ts';

const targets = { cockatiel: 1, opossum: 1 };

/** What a breaker, a retry and a time limit cost when all goes well, and what they do when not. */
export async function benchBreaker(options: BenchOptions): Promise<void> {
  const ns = (name: string, title: string, against: Readonly<Record<string, number>> = targets) =>
    ({ name, title: `ns per no-op call, ${title}`, better: 'less', targets: against }) as const;
  await runContest(
    {
      program: new URL('./breaker/measure-calls.ts', import.meta.url),
      contenders: ['Holdfast', 'cockatiel', 'opossum', 'p-retry', 'by hand'],
      disciplines: [
        ns('breaker', 'breaker'),
        ns('limited', 'breaker and time limit'),
        ns('limit', 'time limit alone', { cockatiel: 1 }),
        ns('retry', 'retry', { cockatiel: 1, 'p-retry': 1 }),
        ns('retried', 'retry and breaker', { cockatiel: 1 }),
        { name: 'heap', title: 'bytes of heap per breaker', better: 'less', targets },
        { name: 'idle', title: 'CPU ms a second of 10,000 idle breakers', better: 'less' },
      ],
    },
    options,
  );
  await runContest(
    {
      program: new URL('./breaker/measure-behaviour.ts', import.meta.url),
      contenders: ['Holdfast', 'cockatiel', 'opossum'],
      disciplines: Object.entries(behaviours).map(([name, { title }]) => ({
        name,
        title,
        better: 'less',
      })),
    },
    { ...options, rounds: 1 },
  );
}
