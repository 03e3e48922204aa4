import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Schedule, ScheduleOutcome, WorkerAnswer } from './schedule.ts';

/** How schedules are simulated in parallel. */
export interface PoolOptions {
  readonly projectRoot: string;
  /** One works at once, the others when `spare` resolves: live runs want their cores. */
  readonly workers: number;
  readonly spare: Promise<unknown>;
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: ScheduleOutcome) => void;
}

/** Real time for one schedule; the kernel's own budgets end a livelock long before. */
const scheduleLimitMs = 120_000;

const program = fileURLToPath(
  new URL(`./schedule-worker${import.meta.filename.slice(-3)}`, import.meta.url),
);

/**
 * Simulates what `next` hands out, in child processes at low priority: live runs beside them keep
 * their timing. Ends when `next` has no more, or with the first error of ours.
 */
export const runSchedules = async (
  next: () => Schedule | undefined,
  options: PoolOptions,
): Promise<void> => {
  const lane = async (_: unknown, index: number) => {
    if (index > 0) await options.spare;
    while (!options.signal.aborted) {
      const first = next();
      if (first === undefined) return;
      await runWorker(first, next, options);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, lane));
};

const runWorker = (
  first: Schedule,
  next: () => Schedule | undefined,
  options: PoolOptions,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = startWorker(options.projectRoot);
    let current: Schedule | undefined = first;
    let words = '';
    let limit: NodeJS.Timeout | undefined;
    const stop = () => child.kill('SIGKILL');
    const end = (settle: () => void) => {
      clearTimeout(limit);
      options.signal.removeEventListener('abort', stop);
      current = undefined;
      child.disconnect();
      settle();
    };
    const send = (schedule: Schedule) => {
      current = schedule;
      limit = setTimeout(stop, scheduleLimitMs);
      child.send(schedule);
    };
    options.signal.addEventListener('abort', stop, { once: true });
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-2_000);
    });
    child.on('message', (answer: WorkerAnswer) => {
      clearTimeout(limit);
      if (answer.kind === 'error') return end(() => reject(new Error(answer.stack)));
      if (answer.kind === 'outcome') options.onOutcome(answer.outcome);
      const schedule = answer.kind === 'ready' ? first : next();
      if (schedule === undefined) return end(resolve);
      send(schedule);
    });
    child.on('exit', (code, signal) => {
      if (current === undefined) return;
      clearTimeout(limit);
      if (options.signal.aborted) return resolve();
      const where = `${current.scenario}, seed ${current.seed}`;
      reject(new Error(`a simulation worker ended (${code ?? signal}) at ${where}\n${words}`));
    });
  });

const startWorker = (projectRoot: string): ChildProcess => {
  const child = fork(program, [projectRoot], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  try {
    if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Gone already, or not allowed here: it is a courtesy, nothing depends on it.
  }
  return child;
};
