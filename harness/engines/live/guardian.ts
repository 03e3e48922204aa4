import { createInterface } from 'node:readline';
import { type RunTraces, removeRun } from './remove-run.ts';

/** What the harness tells its guardian, one JSON line each. */
export type GuardianMessage =
  | ({ readonly type: 'watch' } & RunTraces)
  | { readonly type: 'pid'; readonly run: string; readonly pid: number }
  | { readonly type: 'done'; readonly run: string };

const apply = (watched: Map<string, RunTraces>, message: GuardianMessage): void => {
  if (message.type === 'done') {
    watched.delete(message.run);
    return;
  }
  if (message.type === 'watch') {
    watched.set(message.run, message);
    return;
  }
  const traces = watched.get(message.run);
  if (traces) watched.set(message.run, { ...traces, pids: [...traces.pids, message.pid] });
};

/** Listens to the harness until its pipe ends, then removes every run that it has left behind. */
export const main = async (): Promise<void> => {
  // The harness decides when we end, not the terminal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const watched = new Map<string, RunTraces>();
  for await (const line of createInterface({ input: process.stdin })) {
    // The only writer is our own harness; the type is theirs and ours.
    apply(watched, JSON.parse(line) as GuardianMessage);
  }
  await Promise.all([...watched.values()].map(removeRun));
};

if (import.meta.main) await main();
