import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Env, Signal } from '../../core/stack.ts';
import { openBoundedLog } from './bounded-log.ts';
import { splitLines } from './split-lines.ts';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The program could not be started at all. */
  readonly error?: string;
}

/** What is started for one life of a service. */
export interface LifeOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Env;
  readonly logPath: string;
  readonly onLine: (line: string) => void;
}

/** One life of a service: a process group with a log. */
export interface ServiceLife {
  readonly pid: number | undefined;
  readonly exited: Promise<Exit>;
  /** After the exit: resolves when its last words are in the log, or a grandchild keeps us waiting. */
  drained(): Promise<void>;
  /** `all`: the whole process group, as a container engine kills or freezes a container. */
  send(signal: Signal, to: 'main' | 'all'): void;
  lastLines(count: number): readonly string[];
}

const DRAIN_LIMIT_MS = 500;

const exitOf = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error: error.message });
    });
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });

/** Starts one life; its own process group keeps it out of the terminal's Ctrl-C. */
export const startLife = (options: LifeOptions): ServiceLife => {
  const [program = '', ...args] = options.argv;
  const log = openBoundedLog(options.logPath);
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    const lines = splitLines(options.onLine);
    stream?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      lines(chunk);
    });
    stream?.on('error', () => {});
  }
  const exited = exitOf(child);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // A grandchild may hold the pipes open after the exit: what it prints is still logged.
  child.once('close', log.close);
  exited.then((exit) => exit.error && log.close());
  return {
    pid: child.pid,
    exited,
    drained: async () => {
      const over = new AbortController();
      const late = sleep(DRAIN_LIMIT_MS, undefined, { signal: over.signal }).catch(() => {});
      await Promise.race([closed, late]);
      over.abort();
    },
    lastLines: log.lastLines,
    send: (signal, to) => {
      if (child.pid === undefined) return;
      try {
        process.kill(to === 'all' ? -child.pid : child.pid, signal);
      } catch {
        // ESRCH: it has ended; its exit says so.
      }
    },
  };
};
