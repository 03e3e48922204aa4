import { type ChildProcess, fork } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findScenarios, readConfig } from './discover.ts';
import type { ScheduleAsk, ScheduleResult } from './simulate-worker.ts';

/** What is simulated, and by how many processes at once. */
export interface ManySchedules {
  readonly asks: readonly ScheduleAsk[];
  readonly workers: number;
  readonly onResult: (result: ScheduleResult) => void;
}

/** About 0.4 MB each on the reference stack: what a worker may hold before another takes its place. */
const GRAPHS_MAX = 1_000;

const program = join(import.meta.dirname, 'simulate-worker.ts');

const ask = (worker: ChildProcess, schedule: ScheduleAsk): Promise<ScheduleResult> =>
  new Promise((resolve, reject) => {
    const forget = () => {
      worker.off('message', answered);
      worker.off('exit', ended);
    };
    // The worker answers each schedule by its result, and says nothing else.
    const answered = (result: unknown) => {
      forget();
      resolve(result as ScheduleResult);
    };
    const ended = (code: number | null, signal: string | null) => {
      forget();
      const { scenario, seed } = schedule;
      reject(new Error(`a worker ended (${signal ?? code}) at ${scenario} with seed ${seed}`));
    };
    worker.on('message', answered);
    worker.on('exit', ended);
    worker.send(schedule);
  });

const work = async (waiting: ScheduleAsk[], onResult: ManySchedules['onResult']): Promise<void> => {
  let worker: ChildProcess | undefined;
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      worker ??= fork(program, { execArgv: ['--max-old-space-size=2048'] });
      const result = await ask(worker, next);
      onResult(result);
      if (result.graphs < GRAPHS_MAX) continue;
      worker.disconnect();
      worker = undefined;
    }
  } finally {
    if (worker?.connected) worker.disconnect();
  }
};

/** Simulates schedules in several processes, each of which is replaced before it holds too much. */
export const simulateMany = async ({ asks, workers, onResult }: ManySchedules): Promise<void> => {
  const waiting = [...asks];
  await Promise.all(Array.from({ length: workers }, () => work(waiting, onResult)));
};

/** How many came to what, and how fast that was. */
export const summarise = (results: readonly ScheduleResult[], spentMs: number): string => {
  const counts = Map.groupBy(results, ({ status }) => status);
  const told = [...counts].map(([status, of]) => `${status} ${of.length}`).join(', ');
  const virtualMs = results.reduce((sum, result) => sum + result.virtualMs, 0);
  const wallMs = results.map((result) => result.wallMs).sort((one, other) => one - other);
  const medianMs = Math.round(wallMs[Math.floor(wallMs.length / 2)] ?? 0);
  const perMinute = Math.round((results.length / spentMs) * 60_000);
  const speed = Math.round(virtualMs / spentMs);
  return (
    `${told}; ${perMinute} schedules per minute, median ${medianMs} ms each, ` +
    `${speed} virtual seconds per second`
  );
};

const tell = (result: ScheduleResult): string => {
  const { scenario, seed, status, because, traceHash, virtualMs, wallMs } = result;
  const times = `${Math.round(virtualMs / 1000)} s in ${Math.round(wallMs)} ms`;
  return `${scenario} ${seed} ${status} ${traceHash} ${times} ${because}`.trimEnd();
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '5' },
      workers: { type: 'string', default: '1' },
    },
  });
  const root = resolve(import.meta.dirname, '..');
  const found = await findScenarios(root, await readConfig(root));
  const names = positionals.length > 0 ? positionals : found.map(({ value }) => value.name);
  const asks = names.flatMap((scenario) =>
    Array.from({ length: Number(values.count) }, (_, index) => ({
      root,
      scenario,
      seed: Number(values.seed) + index,
    })),
  );
  const results: ScheduleResult[] = [];
  const beganMs = performance.now();
  const onResult = (result: ScheduleResult) => {
    results.push(result);
    process.stdout.write(`${tell(result)}\n`);
  };
  await simulateMany({ asks, workers: Number(values.workers), onResult });
  process.stdout.write(`${summarise(results, performance.now() - beganMs)}\n`);
};

if (import.meta.main) await main();
