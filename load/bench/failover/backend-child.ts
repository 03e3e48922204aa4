import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BackendMode, BackendNews } from './backend.ts';

const program = fileURLToPath(new URL('./backend.ts', import.meta.url));

/** A backend in a process of its own, which can be hurt in the ways of the bench. */
export class BackendChild {
  readonly port: number;
  readonly #executions: string;
  readonly #onFirstRequest: () => void;
  #process: ChildProcess | undefined;

  constructor(port: number, executions: string, onFirstRequest: () => void) {
    this.port = port;
    this.#executions = executions;
    this.#onFirstRequest = onFirstRequest;
  }

  async start(): Promise<void> {
    const env = { ...process.env, PORT: String(this.port), EXECUTIONS: this.#executions };
    const child = fork(program, { env });
    this.#process = child;
    const listening = Promise.withResolvers<void>();
    child.on('message', (news: BackendNews) => {
      if (news === 'listening') listening.resolve();
      else this.#onFirstRequest();
    });
    child.once('exit', () => listening.reject(new Error('a backend of the bench ended early')));
    await listening.promise;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(name);
  }

  behave(mode: BackendMode): void {
    this.#process?.send(mode);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}
