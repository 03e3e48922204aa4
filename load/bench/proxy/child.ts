import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program of the bench in a process of its own, reached by messages. */
export class Child {
  readonly #process: ChildProcess;
  readonly #messages: unknown[] = [];

  constructor(child: ChildProcess) {
    this.#process = child;
    child.on('message', (message) => this.#messages.push(message));
  }

  static async start(file: string): Promise<Child> {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)));
    const started = new Child(child);
    await once(child, 'spawn');
    return started;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The next message; an error when the program ends instead. */
  async next(): Promise<unknown> {
    if (this.#messages.length === 0) {
      const over = new AbortController();
      const options = { signal: over.signal };
      const ended = once(this.#process, 'exit', options).then(() => {
        throw new Error(`${this.#process.spawnargs.at(-1)} ended in the middle of the bench`);
      });
      try {
        await Promise.race([once(this.#process, 'message', options), ended]);
      } finally {
        over.abort();
        await ended.catch(() => {});
      }
    }
    return this.#messages.shift();
  }

  async ask(question: object): Promise<unknown> {
    this.#process.send(question);
    return await this.next();
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }
}
