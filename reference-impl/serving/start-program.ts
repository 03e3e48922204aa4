import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One line of a program's log. */
type LogLine = Readonly<Record<string, unknown>>;

/** A program that runs as a process of its own; for tests. */
export interface StartedProgram extends AsyncDisposable {
  readonly url: string;
  readonly lines: readonly LogLine[];
  events(event: string): readonly LogLine[];
  signal(name: NodeJS.Signals): void;
  /** Resolves to the exit code, or to the name of the signal that ended the process. */
  exit(): Promise<number | string | null>;
}

/** Starts a program of the stack on a port that the system chooses, and waits until it listens. */
export async function startProgram(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<StartedProgram> {
  const path = fileURLToPath(new URL(`../services/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [path], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: LogLine[] = [];
  const ended = once(child, 'close');
  const started = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line: LogLine = JSON.parse(text);
    lines.push(line);
    if (line.event === 'started') started.resolve(Number(line.port));
  });
  ended.then(([code]) => started.reject(new Error(`${name} ended with ${code} before listening`)));
  const port = await started.promise;
  const exit = async () => {
    const [code, signal] = await ended;
    return code ?? signal;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    lines,
    events: (event) => lines.filter((line) => line.event === event),
    signal: (signal) => void child.kill(signal),
    exit,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
