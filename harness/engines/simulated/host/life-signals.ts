import type { Owner } from '../kernel/owner.ts';
import { runningLife } from '../kernel/running-life.ts';
import type { Life } from './life.ts';
import { ignoredSignals, signalNumber } from './signal-number.ts';

/** The signals of one life, as its kernel keeps and delivers them. */
export class LifeSignals {
  readonly #life: Life;
  /** Of the kernel: no busy loop holds it up. */
  readonly #owner: Owner;
  /** What came while it was stopped: each signal once, however often it was sent. */
  readonly #pending = new Set<string>();
  #stopped = false;

  constructor(life: Life) {
    this.#life = life;
    this.#owner = { lane: life.lane, runner: null };
  }

  send(name: string): void {
    const life = this.#life;
    if (life.dead) return;
    if (name === 'SIGKILL') life.finish({ code: null, signal: name });
    else if (name === 'SIGSTOP') this.#stop();
    else if (name === 'SIGCONT') this.#continue();
    else if (life.suspended) this.#pending.add(name);
    else this.#deliver(name);
  }

  /** It runs again: what it has no handler for ends it before anything else of it happens. */
  resumed(): void {
    const pending = [...this.#pending];
    this.#pending.clear();
    const deadly = pending.find((name) => this.#isDeadly(name));
    if (deadly === undefined) for (const name of [...pending, 'SIGCONT']) this.#handle(name);
    else this.#take(deadly);
  }

  #stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#life.pause();
  }

  #continue(): void {
    const wasStopped = this.#stopped;
    this.#stopped = false;
    if (wasStopped) this.#life.resume();
    // One that runs may handle it all the same.
    else if (!this.#life.suspended) this.#handle('SIGCONT');
  }

  #isDeadly(name: string): boolean {
    return this.#life.events.listenerCount(name) === 0 && !ignoredSignals.has(name);
  }

  #deliver(name: string): void {
    const life = this.#life;
    if (!this.#isDeadly(name)) this.#handle(name);
    // Before the call of a process that signals itself comes back.
    else if (runningLife() === life) this.#take(name);
    else life.world.kernel.after(0, this.#owner, () => this.#take(name));
  }

  /** In an event of its loop, which may be busy for now. */
  #handle(name: string): void {
    this.#life.world.kernel.after(0, this.#life, () => this.#take(name));
  }

  #take(name: string): void {
    const life = this.#life;
    if (life.dead) return;
    life.world.kernel.note(life.host.name, `signal ${name}`);
    if (this.#isDeadly(name)) life.finish({ code: null, signal: name });
    else if (life.events.listenerCount(name) === 0) return;
    else if (runningLife() === life) life.events.emit(name, name, signalNumber(name));
    else this.#handle(name);
  }
}
