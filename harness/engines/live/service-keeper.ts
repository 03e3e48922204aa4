import { setTimeout as sleep } from 'node:timers/promises';
import { CannotTellError } from '../../core/errors.ts';
import type { ProcessEvent } from '../../core/history.ts';
import type { Signal } from '../../core/stack.ts';
import { becomeReady, type RisingLife } from './become-ready.ts';
import type { KeeperOptions, Machine } from './keeper-options.ts';
import { isListening } from './listening.ts';
import { type Exit, startLife } from './service-life.ts';
import { monotonicMs } from './switchboard/monotonic-ms.ts';

interface Life extends RisingLife {
  readonly number: number;
  readonly pauses: Set<number>;
  ready: boolean;
}

const thisMachine: Machine = { startLife, isListening };
const LISTENING_EVERY_MS = 20;
const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 2_000;

/** Keeps one service: its lives, who holds it down, who has paused it, and its restarts. */
export class ServiceKeeper {
  readonly role: string;
  readonly #options: KeeperOptions;
  readonly #machine: Machine;
  readonly #down = new Set<number>();
  readonly #ending = new AbortController();
  #lives = 0;
  #life: Life | undefined;
  #rising: Promise<void> | undefined;
  #open = false;
  #restarts = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#machine = options.machine ?? thisMachine;
    this.role = options.service.role;
  }

  /** Lives so far. */
  get lives(): number {
    return this.#lives;
  }

  /** Starts the service unless it runs or is held down; resolves when it is ready. */
  async bringUp(): Promise<void> {
    while (!this.#life?.ready && this.#down.size === 0 && !this.#ending.signal.aborted) {
      this.#rising ??= this.#rise().finally(() => {
        this.#rising = undefined;
      });
      await this.#rising;
    }
  }

  /** Keeps the service down from now on, for the sake of a step; it does not end it. */
  hold(step: number): void {
    this.#down.add(step);
    if (this.#life) this.#life.planned = true;
  }

  /** Gives a hold back and starts the service if it was the last; says whether it came up. */
  async release(step: number): Promise<boolean> {
    this.#down.delete(step);
    if (this.#down.size > 0 || this.#ending.signal.aborted) return true;
    try {
      await this.bringUp();
      return true;
    } catch (error) {
      // A service that does not come back after a fault is a finding of the run.
      if (error instanceof CannotTellError) return false;
      throw error;
    }
  }

  /** Resolves when the links to the service are closed: from then on attempts are refused. */
  close(): Promise<void> {
    return this.#gate(false);
  }

  /** Ends the running life by a signal; resolves at once with whether there was one. */
  signal(signal: Signal, to: 'main' | 'all'): boolean {
    const life = this.#life;
    if (!life) return false;
    life.planned = true;
    if (signal === 'SIGTERM' || signal === 'SIGINT') {
      this.#record(life, { what: 'terminated', signal, planned: true });
      void this.#closeWhenDeaf(life);
    }
    life.process.send(signal, to);
    return true;
  }

  /** Resolves when the running life has ended; after the limit it is killed. */
  async exit(limitMs: number): Promise<void> {
    const life = this.#life;
    if (!life) return;
    const over = new AbortController();
    const late = sleep(limitMs, undefined, { signal: over.signal }).then(
      () => life.process.send('SIGKILL', 'all'),
      () => {},
    );
    await life.process.exited;
    over.abort();
    await late;
  }

  /** Stops the process until the last pause is given back; false if there is nothing to stop. */
  pause(step: number): boolean {
    const life = this.#life;
    if (!life) return false;
    life.pauses.add(step);
    if (life.pauses.size > 1) return true;
    life.process.send('SIGSTOP', 'all');
    this.#record(life, { what: 'paused', planned: true });
    this.#options.state('stopped', life.number);
    return true;
  }

  /** Gives a pause back; a life that has ended meanwhile has none. */
  resume(step: number): void {
    const life = this.#life;
    if (!life?.pauses.delete(step) || life.pauses.size > 0) return;
    this.#options.state('running', life.number);
    this.#record(life, { what: 'resumed', planned: true });
    life.process.send('SIGCONT', 'all');
  }

  /** The end of the run: no life follows; the running one gets that long to end by itself. */
  async end(graceMs: number): Promise<void> {
    this.#ending.abort();
    const life = this.#life;
    if (!life) return;
    life.planned = true;
    if (graceMs === 0) life.process.send('SIGKILL', 'all');
    else life.process.send(this.#options.service.stop?.signal ?? 'SIGTERM', 'main');
    life.process.send('SIGCONT', 'all');
    await this.exit(graceMs);
    await life.process.drained();
  }

  async #rise(): Promise<void> {
    const life = this.#life ?? this.#spawn();
    if (!(await becomeReady(life, this.#options, this.#ending.signal))) return;
    life.ready = true;
    this.#record(life, { what: 'ready', planned: true });
    // A service counts as up when callers reach it.
    await this.#gate(true);
  }

  #spawn(): Life {
    const { argv, cwd, env, logPath, service, onLine } = this.#options;
    const number = this.#lives++;
    const awaited = service.ready.kind === 'log' ? service.ready.includes : undefined;
    const process = this.#machine.startLife({
      argv,
      cwd,
      env,
      logPath: logPath(number),
      onLine: (line) => {
        if (awaited !== undefined && line.includes(awaited)) life.logged = true;
        onLine(line, number);
      },
    });
    if (process.pid !== undefined) this.#options.onPid(process.pid);
    const state = { planned: false, ready: false, over: false, logged: false };
    const life: Life = { number, process, pauses: new Set(), ...state };
    this.#life = life;
    this.#record(life, { what: 'started', planned: true });
    this.#options.state('running', number);
    void process.exited.then((exit) => this.#onExit(life, exit));
    return life;
  }

  #onExit(life: Life, exit: Exit): void {
    const atMs = monotonicMs();
    life.over = true;
    this.#life = undefined;
    // What the main process leaves behind of its group ends with it, as in a container.
    life.process.send('SIGKILL', 'all');
    this.#options.state('dead', life.number);
    void this.#gate(false);
    this.#record(life, {
      what: 'exited',
      planned: life.planned,
      ...(exit.code === null ? {} : { code: exit.code }),
      ...(exit.signal === null ? {} : { signal: exit.signal }),
    });
    if (life.planned || this.#ending.signal.aborted) return;
    this.#options.onUnplannedExit(atMs);
    if (life.ready && this.#options.service.restart === 'unless-stopped') void this.#restart();
  }

  async #restart(): Promise<void> {
    while (!this.#ending.signal.aborted && this.#down.size === 0) {
      const waitMs = Math.min(BACKOFF_FIRST_MS * 2 ** this.#restarts++, BACKOFF_MAX_MS);
      await sleep(waitMs, undefined, { signal: this.#ending.signal }).catch(() => {});
      try {
        return await this.bringUp();
      } catch (error) {
        // It died again: a container engine goes on, and so do we.
        if (!(error instanceof CannotTellError)) return;
      }
    }
  }

  /** A service that drains on SIGTERM no longer listens long before it exits. */
  async #closeWhenDeaf(life: Life): Promise<void> {
    const listens = () => this.#machine.isListening(this.#options.port);
    while (!life.over && listens() === true) await sleep(LISTENING_EVERY_MS);
    if (!life.over && listens() === false) await this.#gate(false);
  }

  async #gate(open: boolean): Promise<void> {
    if (this.#open === open) return;
    this.#open = open;
    await this.#options.gate(open);
  }

  #record(
    life: Life,
    what: Pick<ProcessEvent, 'what' | 'planned'> & Partial<Pick<ProcessEvent, 'code' | 'signal'>>,
  ): void {
    const { role } = this;
    this.#options.record({
      type: 'process',
      atMs: monotonicMs(),
      role,
      life: life.number,
      ...what,
    });
  }
}
