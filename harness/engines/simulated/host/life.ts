import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import type { Rng } from '../../../core/rng.ts';
import type { Owner, Runner } from '../kernel/owner.ts';
import type { ScheduledEvent } from '../kernel/scheduled-event.ts';
import type { SimulatedWorld } from '../world.ts';
import { EscapeError } from './escape-error.ts';
import { exitSentinel } from './exit-sentinel.ts';
import type { FileSystemFace } from './file-system-face.ts';
import type { Host } from './host.ts';
import { LifeOutput } from './life-output.ts';

/** How a life ended: by itself with a code, or by a signal. */
export interface LifeEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** What killed it, when it was an error that nobody caught. */
  readonly error?: unknown;
}

/** Something the kernel takes back when the process is gone: a socket, a listener, a timer. */
export interface Holding {
  /** Runs outside of any life. */
  release(): void;
}

/** What a life is started with. */
export interface LifeOptions {
  readonly host: Host;
  readonly world: SimulatedWorld;
  readonly number: number;
  readonly pid: number;
  readonly lane: number;
  readonly rng: Rng;
  readonly env: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly files: ((life: Life) => FileSystemFace) | undefined;
}

const signalNumber = (signal: string): number =>
  // The table has exactly the names of signals; any other name has no number.
  (constants.signals as Readonly<Record<string, number | undefined>>)[signal] ?? 0;

/** One process on a host, from boot to its end. Nothing of it runs after that. */
export class Life implements Runner, Owner {
  readonly host: Host;
  readonly world: SimulatedWorld;
  readonly number: number;
  readonly pid: number;
  readonly lane: number;
  readonly rng: Rng;
  /** Its own copy: programs may change it. */
  readonly env: Record<string, string>;
  readonly argv: string[];
  readonly files: FileSystemFace | undefined;
  readonly startedAtMs: number;
  readonly output: LifeOutput;
  /** What `process.on` of this life listens to. */
  readonly events = new EventEmitter();
  readonly holdings = new Set<Holding>();
  /** Things that Node keeps once per process: the global HTTP agent, undici's dispatcher. */
  readonly singletons = new Map<string, unknown>();
  readonly backlog: ScheduledEvent[] = [];
  wake: ScheduledEvent | undefined;
  busyUntilMs = 0;
  end: LifeEnd | undefined;
  #pauses = 0;
  #exiting = false;

  constructor(options: LifeOptions) {
    this.host = options.host;
    this.world = options.world;
    this.number = options.number;
    this.pid = options.pid;
    this.lane = options.lane;
    this.rng = options.rng;
    this.env = { ...options.env };
    this.argv = [...options.argv];
    this.startedAtMs = options.world.kernel.nowMs;
    // Node's own process object has no limit that a test of many listeners would meet.
    this.events.setMaxListeners(0);
    this.output = new LifeOutput((line, stream) => this.world.tookLine(this, line, stream));
    this.files = options.files?.(this);
  }

  get runner(): this {
    return this;
  }

  get hostName(): string {
    return this.host.name;
  }

  get dead(): boolean {
    return this.end !== undefined;
  }

  get suspended(): boolean {
    return this.#pauses > 0;
  }

  /** SIGSTOP; pauses are counted, so that overlapping ones do not collide. */
  pause(): void {
    if (this.dead) return;
    this.#pauses += 1;
    if (this.#pauses === 1) this.world.notice(this, 'paused');
  }

  /** SIGCONT: what was due meanwhile happens now, in the order in which it was due. */
  resume(): void {
    if (this.dead || this.#pauses === 0) return;
    this.#pauses -= 1;
    if (this.#pauses > 0) return;
    this.world.notice(this, 'resumed');
    this.world.kernel.release(this);
  }

  /** Keeps the event loop busy, as a long computation does. */
  block(forMs: number): void {
    this.busyUntilMs = Math.max(this.busyUntilMs, this.world.kernel.nowMs + forMs);
  }

  /** Sends a signal; without a handler its default action ends the life. */
  signal(name: string): void {
    if (this.dead) return;
    if (name === 'SIGKILL') this.finish({ code: null, signal: name });
    else if (name === 'SIGSTOP') this.pause();
    else if (name === 'SIGCONT') this.resume();
    else this.world.kernel.after(0, this, () => this.#takeSignal(name));
  }

  /** `process.exit` of the program: handlers of 'exit' run, then nothing any more. */
  exit(code: number): never {
    if (!this.dead && !this.#exiting) {
      this.#exiting = true;
      this.#emitExit(code);
      this.finish({ code, signal: null });
    }
    throw exitSentinel;
  }

  /** Takes an error that reached the top of the program. */
  fail(error: unknown, event: 'uncaughtException' | 'unhandledRejection' = 'uncaughtException') {
    if (this.dead || error === exitSentinel) return;
    if (error instanceof EscapeError) {
      this.world.escaped(error);
      this.finish({ code: null, signal: 'SIGKILL', error });
      return;
    }
    try {
      if (this.events.emit(event, error, event)) return;
      if (event === 'unhandledRejection' && this.events.emit('uncaughtException', error, event)) {
        return;
      }
    } catch (thrown) {
      if (thrown !== exitSentinel) this.#crash(thrown, 7);
      return;
    }
    this.#crash(error, 1);
  }

  /** Ends it now, whatever it was doing; the kernel closes what it had open. */
  finish(end: LifeEnd): void {
    if (this.dead) return;
    this.end = end;
    this.world.outside(() => {
      for (const holding of [...this.holdings]) holding.release();
      this.holdings.clear();
      this.files?.close();
    });
    this.backlog.length = 0;
    this.world.notice(this, 'exited');
  }

  #takeSignal(name: string): void {
    this.world.kernel.note(this.host.name, `signal ${name}`);
    if (this.events.emit(name, name, signalNumber(name))) return;
    const ignored = name === 'SIGCHLD' || name === 'SIGWINCH' || name === 'SIGURG';
    if (!ignored) this.finish({ code: null, signal: name });
  }

  #crash(error: unknown, code: number): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : `Uncaught ${error}`;
    this.output.writeDescriptor(2, `${text}\n`);
    this.#emitExit(code);
    this.finish({ code, signal: null, error });
  }

  #emitExit(code: number): void {
    try {
      this.events.emit('exit', code);
    } catch (error) {
      // As in Node: whatever an exit handler throws, the process is leaving.
      if (error instanceof EscapeError) this.world.escaped(error);
    }
  }
}
