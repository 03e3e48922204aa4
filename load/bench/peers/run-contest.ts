import { loadavg } from 'node:os';
import { Child } from '../proxy/child.ts';
import type { BenchAnswer, BenchQuestion } from './answer-questions.ts';
import { comparison, type Discipline, type Scores } from './comparison.ts';
import { installPeers } from './peers-folder.ts';

/** Who is measured against whom, in what, by which program. */
export interface Contest {
  /** The program that measures. */
  readonly program: URL;
  /** The first is ours. */
  readonly contenders: readonly string[];
  readonly disciplines: readonly Discipline[];
}

/** How long and how often, and where the lines go. */
interface ContestOptions {
  readonly rounds: number;
  readonly durationMs: number;
  readonly print: (line: string) => void;
}

/** Measures all contenders in interleaved rounds, each in a process of its own, and prints them. */
export async function runContest(contest: Contest, options: ContestOptions): Promise<void> {
  const { print } = options;
  await installPeers(print);
  const children = new Map<string, Child>();
  const before = loadavg()[0] ?? 0;
  try {
    for (const name of contest.contenders) {
      children.set(name, await Child.start(contest.program.href));
    }
    const scores = await play(contest, children, options);
    for (const line of comparison(contest, scores)) print(line);
  } finally {
    await Promise.allSettled([...children.values()].map((child) => child.close()));
  }
  const load = [before, loadavg()[0] ?? 0].map((value) => value.toFixed(1)).join(' before, ');
  print(`${options.rounds} rounds; load average ${load} after`);
}

async function play(
  { contenders, disciplines }: Contest,
  children: ReadonlyMap<string, Child>,
  { rounds, durationMs, print }: ContestOptions,
): Promise<Scores> {
  const scores = new Map<string, number[]>();
  const lacking = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    for (const { name: measurement } of disciplines) {
      // Whoever comes first meets a cooler machine: each has its turn at it.
      for (let place = 0; place < contenders.length; place++) {
        const contender = contenders[(round + place) % contenders.length] ?? '';
        const key = `${measurement}/${contender}`;
        if (lacking.has(key)) continue;
        const question: BenchQuestion = { contender, measurement, durationMs };
        // The program answers each question with what it declares.
        const answer = (await children.get(contender)?.ask(question)) as BenchAnswer;
        if ('value' in answer) scores.set(key, [...(scores.get(key) ?? []), answer.value]);
        else lacking.add(key);
        if ('lacking' in answer && answer.lacking !== 'has none') {
          print(`skipped: ${contender}, ${measurement}: ${answer.lacking}`);
        }
      }
    }
  }
  return scores;
}
