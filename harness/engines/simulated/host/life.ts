import { EventEmitter } from 'node:events';
import type { Rng } from '../../../core/rng.ts';
import type { Owner, Runner } from '../kernel/owner.ts';
import type { ScheduledEvent } from '../kernel/scheduled-event.ts';
import type { SimulatedWorld } from '../world.ts';
import { EscapeError } from './escape-error.ts';
import { exitSentinel } from './exit-sentinel.ts';
import { exitStatus } from './exit-status.ts';
import type { FileSystemFace } from './file-system-face.ts';
import type { Host } from './host.ts';
import type { LifeOptions } from './life-options.ts';
import { LifeOutput } from './life-output.ts';
import { LifeSignals } from './life-signals.ts';
import { LoopEnd } from './loop-end.ts';
import { rejectionError } from './rejection-error.ts';

/** How a life ended: by itself with a code, or by a signal. */
export interface LifeEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** What killed it, when it was an error that nobody caught. */
  readonly error?: unknown;
}

/** Something the kernel takes back when the process is gone: a socket, a listener, a timer. */
export interface Holding {
  /** Whether the event loop waits for it; without it, it does not. */
  readonly keepsAlive?: boolean;
  /** Runs outside of any life. */
  release(): void;
}

/** As what Node reports an error that nobody took. */
export type UncaughtEvent = 'uncaughtException' | 'unhandledRejection';

/** Node's code for a program whose top-level await has nothing to wait for any more. */
const UNSETTLED_MAIN = 13;

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
  /** What its host's clocks showed at its start. */
  readonly started: { readonly monotonicMs: number; readonly wallMs: number };
  readonly output: LifeOutput;
  /** What `process.on` of this life listens to. */
  readonly events = new EventEmitter();
  readonly holdings = new Set<Holding>();
  /** Things that Node keeps once per process: the global HTTP agent, undici's dispatcher. */
  readonly singletons = new Map<string, unknown>();
  /** Owns events that the loop waits for only if whoever scheduled them says so: timers. */
  readonly timers: Owner;
  /** What `process.exitCode` shows in its events. */
  exitCode: string | number | null | undefined;
  /** Its program's `main`, or a top-level await, has not come to its end. */
  inMain = false;
  readonly backlog: ScheduledEvent[] = [];
  wake: ScheduledEvent | undefined;
  busyUntilMs = 0;
  /** How far its event has got by looking at clocks or by sleeping on the spot. */
  readonly present = { event: -1, looks: 0, passedMs: 0 };
  end: LifeEnd | undefined;
  readonly #loopEnd: LoopEnd;
  readonly #signals: LifeSignals;
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
    const { nowMs } = options.world.kernel;
    const { clock } = options.host;
    this.started = { monotonicMs: clock.monotonicMs(nowMs), wallMs: clock.wallMs(nowMs) };
    // Node's own process object has no limit that a test of many listeners would meet.
    this.events.setMaxListeners(0);
    this.timers = { lane: this.lane, runner: this };
    this.#signals = new LifeSignals(this);
    this.#loopEnd = new LoopEnd(this, {
      askToStay: () => void this.events.emit('beforeExit', exitStatus(process.exitCode)),
      leave: () => {
        if (this.inMain) process.exitCode ??= UNSETTLED_MAIN;
        this.#leave();
      },
    });
    this.output = new LifeOutput((line, stream) => {
      if (!this.dead) this.world.tookLine(this, line, stream);
    });
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
    this.#signals.resumed();
  }

  /** Keeps the event loop busy, as a long computation does. */
  block(forMs: number): void {
    this.busyUntilMs = Math.max(this.busyUntilMs, this.world.kernel.nowMs + forMs);
  }

  /** Sends a signal; without a handler its default action ends the life. */
  signal(name: string): void {
    this.#signals.send(name);
  }

  /** Keeps the loop alive, whatever the program does, until the returned function is called. */
  hold(): () => void {
    const holding = { keepsAlive: true, release: () => {} };
    this.holdings.add(holding);
    return () => {
      holding.keepsAlive = false;
      this.holdings.delete(holding);
    };
  }

  /** An event of it is over: its exit code is its own, and an empty loop is its end. */
  rested(): void {
    this.exitCode = process.exitCode;
    if (this.exitCode !== undefined) process.exitCode = undefined;
    if (!this.dead) this.#loopEnd.check();
  }

  /** `process.exit` of the program: handlers of 'exit' run, then nothing any more. */
  exit(): never {
    if (!this.dead) this.#leave();
    throw exitSentinel;
  }

  /** Takes an error that reached the top of the program. */
  fail(error: unknown, event: UncaughtEvent = 'uncaughtException', promise?: unknown): void {
    if (this.dead || error === exitSentinel) return;
    if (error instanceof EscapeError) {
      this.world.escaped(error);
      this.finish({ code: null, signal: 'SIGKILL', error });
      return;
    }
    try {
      if (event === 'unhandledRejection' && this.events.emit(event, error, promise)) return;
      const shown = event === 'unhandledRejection' ? rejectionError(error) : error;
      this.events.emit('uncaughtExceptionMonitor', shown, event);
      if (this.events.emit('uncaughtException', shown, event)) return;
    } catch (thrown) {
      // As in Node: no handler of 'exit' is asked any more.
      if (thrown === exitSentinel) return;
      this.#tell(thrown);
      this.finish({ code: 7, signal: null, error: thrown });
      return;
    }
    this.#crash(error);
  }

  /** Ends it now, whatever it was doing; the kernel closes what it had open. */
  finish(end: LifeEnd): void {
    if (this.dead) return;
    this.output.flush();
    this.end = end;
    this.world.outside(() => {
      for (const holding of [...this.holdings]) holding.release();
      this.holdings.clear();
      this.files?.close();
    });
    this.backlog.length = 0;
    this.world.notice(this, 'exited');
  }

  #crash(error: unknown): void {
    this.#tell(error);
    process.exitCode = 1;
    this.#leave(error);
  }

  #tell(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : `Uncaught ${error}`;
    this.output.writeDescriptor(2, `${text}\n`);
  }

  /** Only in an event of its own: what `process.exitCode` shows is then this life's. */
  #leave(error?: unknown): void {
    if (!this.#exiting) {
      this.#exiting = true;
      this.#emitExit();
    }
    const code = exitStatus(process.exitCode);
    this.finish({ code, signal: null, ...(error === undefined ? {} : { error }) });
  }

  #emitExit(): void {
    try {
      this.events.emit('exit', exitStatus(process.exitCode));
    } catch (error) {
      if (error === exitSentinel) return;
      if (error instanceof EscapeError) this.world.escaped(error);
      // Whatever a handler of 'exit' throws, the process is leaving.
      this.#tell(error);
      process.exitCode ??= 1;
    }
  }
}
