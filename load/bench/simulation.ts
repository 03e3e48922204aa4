import { mkdtempDisposable } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findScenarios, readConfig } from '../../harness/discover.ts';
import { runSchedules } from '../../harness/schedules/schedule-pool.ts';
import type { BenchOptions } from './main.ts';
import { Child } from './proxy/child.ts';
import type { Answer, Question } from './simulation/one-core.ts';
import { range } from './table.ts';

const root = resolve(import.meta.dirname, '../..');
const warmUps = 2;

interface Line {
  readonly title: string;
  readonly question: Omit<Question, 'seed'>;
}

const lines: readonly Line[] = [
  { title: 'seven programs, lean fetch', question: { size: 'seven programs', fetch: 'lean' } },
  {
    title: 'seven programs, built-in fetch',
    question: { size: 'seven programs', fetch: 'built-in' },
  },
  { title: 'whole stack, lean fetch', question: { size: 'whole stack', fetch: 'lean' } },
];

/** How fast virtual time passes on one core, where the time goes, and schedules a minute on all. */
export async function benchSimulation({ rounds, print }: BenchOptions): Promise<void> {
  print('2 messages/s for 300 virtual s, live core dead for 30 s of it, judged; one core, warm');
  print('median (range) of CPU time; wall time is longer when the machine is busy');
  for (const line of lines) {
    const child = await Child.start('../simulation/one-core.ts');
    try {
      await benchLine(child, line, { rounds, print });
    } finally {
      await child.close();
    }
  }
  await benchSchedules(print);
}

const benchLine = async (
  child: Child,
  { title, question }: Line,
  { rounds, print }: Pick<BenchOptions, 'rounds' | 'print'>,
): Promise<void> => {
  const answers: Answer[] = [];
  for (let seed = 1; seed <= warmUps + rounds; seed++) {
    // The child answers each question with what its file declares.
    const answer = (await child.ask({ ...question, seed })) as Answer;
    if (answer.status !== 'held') throw new Error(`seed ${seed} of the bench is ${answer.status}`);
    if (seed > warmUps) answers.push(answer);
  }
  const of = (value: (answer: Answer) => number) => range(answers.map(value));
  print('');
  print(title);
  print(`  virtual s per s      ${of(({ virtualMs, cpuMs }) => virtualMs / cpuMs)}`);
  print(`  µs per exchange      ${of(({ cpuMs, exchanges }) => (cpuMs * 1000) / exchanges)}`);
  print(`  exchanges per s      ${of(({ cpuMs, exchanges }) => exchanges / (cpuMs / 1000))}`);
  print(`  heap, MB             ${of(({ heapMb }) => heapMb)}`);
  if (question.fetch !== 'lean') return;
  const { shares = [] } = (await child.ask({ ...question, seed: 1, profile: true })) as Answer;
  const text = shares.map(([part, share]) => `${part} ${(share * 100).toFixed(0)} %`);
  print(`  time goes to         ${text.join(', ')}`);
};

const scheduleMs = 30_000;

const benchSchedules = async (print: BenchOptions['print']): Promise<void> => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'holdfast-bench-'));
  const scenarios = await findScenarios(root, await readConfig(root));
  const workers = availableParallelism();
  let handedOut = 0;
  let done = 0;
  const startedMs = performance.now();
  const next = () => {
    const found = scenarios[handedOut % scenarios.length];
    if (found === undefined || performance.now() - startedMs > scheduleMs) return undefined;
    const seed = 1 + Math.floor(handedOut / scenarios.length);
    handedOut += 1;
    return {
      scenarioFile: found.file,
      scenario: found.value.name,
      seed,
      folder: join(folder.path, `${found.value.name}-${seed}`),
      keep: false,
    };
  };
  await runSchedules(next, {
    projectRoot: root,
    workers,
    spare: Promise.resolve(),
    signal: new AbortController().signal,
    onOutcome: ({ status }) => {
      if (status !== 'skipped') done += 1;
    },
  });
  const minutes = (performance.now() - startedMs) / 60_000;
  print('');
  print(`schedules a minute of all ${scenarios.length} scenarios, ${workers} cores, cold start`);
  print(`  ${Math.round(done / minutes)}  (${done} schedules)`);
};
