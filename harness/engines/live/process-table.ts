import { readdirSync, readFileSync } from 'node:fs';

/** The variable that marks every process of a run, grandchildren included. */
export const runVariable = 'HOLDFAST_RUN';

/** When a process started, in the kernel's ticks; undefined where it is gone or not told. */
export const startOfProcess = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name may hold spaces and brackets: fields are counted after its last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};

/** Whether a process exists, living or not yet collected. */
export const processExists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const carries = (pid: string, marks: readonly string[]): boolean => {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    return marks.some((mark) => environment.includes(mark));
  } catch {
    return false;
  }
};

/** The living processes that carry one of these runs' marks; undefined where /proc is missing. */
export const processesOfRuns = (runs: readonly string[]): readonly number[] | undefined => {
  let names: readonly string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  const marks = runs.map((run) => `${runVariable}=${run}`);
  return names.filter((name) => name !== String(process.pid) && carries(name, marks)).map(Number);
};

const signalQuietly = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile, which is what we want.
  }
};

/** One round of ending every process of these runs; says how many were still there. */
export const endProcessesOfRuns = (
  runs: readonly string[],
  recorded: ReadonlyMap<number, string>,
): number => {
  const found = processesOfRuns(runs);
  const pids =
    found ??
    [...recorded]
      .filter(([pid, run]) => runs.includes(run) && processExists(pid))
      .map(([pid]) => pid);
  for (const pid of pids) {
    signalQuietly(pid, 'SIGKILL');
    signalQuietly(pid, 'SIGCONT');
  }
  return pids.length;
};
