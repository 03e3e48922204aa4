import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { GuardianMessage } from './guardian.ts';
import type { RunTraces } from './remove-run.ts';
import { siblingProgram } from './sibling-program.ts';

/** Watches over the runs of this process: cleans up after them when the process is gone. */
export interface Guardian {
  /** Resolves when the guardian's pipe holds the news: from then on `kill -9` leaves nothing. */
  watch(traces: RunTraces): Promise<void>;
  /** Another process of the run, for systems without /proc. */
  pid(run: string, pid: number): void;
  /** The run has been cleaned up by ourselves. */
  done(run: string): void;
}

const spawnGuardian = (): ChildProcess => {
  const child = spawn(process.execPath, [siblingProgram('guardian')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // Whose guardian it is, for whoever looks at the process table.
    env: { HOLDFAST_GUARDIAN_OF: String(process.pid) },
  });
  child.unref();
  // The pipe must not keep the harness alive: its end is the guardian's signal.
  if (child.stdin && 'unref' in child.stdin && typeof child.stdin.unref === 'function') {
    child.stdin.unref();
  }
  child.stdin?.on('error', () => {});
  child.on('error', () => {});
  return child;
};

/** A guardian that starts with the first run, and again should it die. */
export const createGuardian = (): Guardian => {
  const runs = new Map<string, RunTraces>();
  let child: ChildProcess | undefined;
  const alive = () => child?.exitCode === null && child.signalCode === null;
  const tell = async (message: GuardianMessage): Promise<void> => {
    const stdin = child?.stdin;
    if (!stdin || !alive()) return;
    if (!stdin.write(`${JSON.stringify(message)}\n`)) await once(stdin, 'drain');
  };
  return {
    watch: async (traces) => {
      runs.set(traces.run, traces);
      if (alive()) return tell({ type: 'watch', ...traces });
      child = spawnGuardian();
      for (const known of runs.values()) await tell({ type: 'watch', ...known });
    },
    pid: (run, pid) => {
      const traces = runs.get(run);
      if (traces) runs.set(run, { ...traces, pids: [...traces.pids, pid] });
      void tell({ type: 'pid', run, pid });
    },
    done: (run) => {
      runs.delete(run);
      void tell({ type: 'done', run });
    },
  };
};
