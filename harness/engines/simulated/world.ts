import { createRng, type Rng } from '../../core/rng.ts';
import type { EscapeError } from './host/escape-error.ts';
import { Host, type HostOptions, type Program } from './host/host.ts';
import { HostClock } from './host/host-clock.ts';
import type { Life } from './host/life.ts';
import { type Budget, Kernel } from './kernel/kernel.ts';
import { asNobody, enterLife } from './kernel/running-life.ts';
import { Trace } from './kernel/trace.ts';
import type { ProgramFactory } from './modules/program-factory.ts';
import { startProgram } from './modules/start-program.ts';
import { Network } from './network/network.ts';
import { SimulatedTimer } from './time/simulated-timer.ts';

/** Something that happened to a life, for the recorder. */
export interface LifeNotice {
  readonly atMs: number;
  readonly host: string;
  readonly life: number;
  readonly what: 'started' | 'paused' | 'resumed' | 'exited';
  readonly code: number | null;
  readonly signal: string | null;
}

/** One line that a life wrote. */
export interface OutputLine {
  readonly atMs: number;
  readonly host: string;
  readonly life: number;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** What a world may be told beside its topology and seed. */
export interface WorldOptions {
  readonly budget?: Partial<Budget>;
  /** Keeps every trace line, to show where two runs part. */
  readonly keepTrace?: boolean;
  /** How late a timer may be, in ms; 0 makes timers exact. Default 1. */
  readonly timerLatenessMs?: number;
  /** The most that handling one event costs, in ms; 0 makes handlers free. Default 0.05. */
  readonly handlerCostMaxMs?: number;
  /** The `fetch` of programs: Node's own, or one that sends the same and is faster. Default lean. */
  readonly fetch?: 'lean' | 'built-in';
  /** Changes a program's source as it is loaded: planted bugs. */
  readonly editSource?: EditSource;
}

/** Hears what becomes of lives and what they write, as it happens; must not change anything. */
export interface WorldListener {
  notice(notice: LifeNotice): void;
  line(line: OutputLine): void;
}

/** The text of a source file as a world's programs shall have it. */
export type EditSource = (path: string, text: string) => string;

const EPOCH_MS = Date.UTC(2030, 0, 1);
const FIRST_PID = 1000;

/** Several simulated machines, the network between them, and the one virtual time of all. */
export class SimulatedWorld {
  readonly seed: number;
  readonly rng: Rng;
  readonly kernel: Kernel;
  readonly network: Network;
  readonly hosts = new Map<string, Host>();
  readonly timerLatenessMs: number;
  readonly editSource: EditSource | undefined;
  readonly leanFetch: boolean;
  /** Programs that are compiled, by their path. */
  readonly programs = new Map<string, ProgramFactory>();
  /** Timers that were turned into a number, as `clearTimeout` accepts it. */
  readonly timerIds = new Map<number, SimulatedTimer>();
  /** What programs wrote, in order. */
  readonly output: OutputLine[] = [];
  readonly notices: LifeNotice[] = [];
  listener: WorldListener | undefined;
  #escape: EscapeError | undefined;
  #pids = FIRST_PID;
  #timers = 0;

  constructor(seed: number, options: WorldOptions = {}) {
    this.seed = seed;
    this.rng = createRng(seed, 'world');
    this.timerLatenessMs = options.timerLatenessMs ?? 1;
    this.editSource = options.editSource;
    this.leanFetch = options.fetch !== 'built-in';
    const cost = this.rng.fork('handler-cost');
    const costMaxMs = options.handlerCostMaxMs ?? 0.05;
    this.kernel = new Kernel({
      salt: this.rng.fork('ties').integer(0, 2 ** 32 - 1) | 0,
      trace: new Trace(options.keepTrace ?? false),
      budget: { events: 50_000_000, eventsAtOnce: 1_000_000, ...options.budget },
      handlerCostMs: () => (costMaxMs === 0 ? 0 : cost.next() * costMaxMs),
      // Every runner of this world is one of its lives: nothing else is given to the kernel.
      enter: (runner) => {
        const life = runner as Life | null;
        enterLife(life);
        if (life !== null && life.exitCode !== undefined) process.exitCode = life.exitCode;
      },
    });
    this.network = new Network(this);
  }

  get nowMs(): number {
    return this.kernel.nowMs;
  }

  /** The escape that spoiled the run, if there was one. */
  get escape(): EscapeError | undefined {
    return this.#escape;
  }

  /** Adds a machine; its address follows from its place. */
  addHost(name: string, options: HostOptions = {}): Host {
    if (this.hosts.has(name)) throw new Error(`there is a host named ${name} already`);
    const rng = this.rng.fork(`host/${name}`);
    const place = this.hosts.size + 1;
    const clock = new HostClock({
      bootedForMs: options.bootedForMs ?? rng.integer(60_000, 1e9),
      epochMs: EPOCH_MS,
    });
    const ip = `10.0.${place >> 8}.${place & 255}`;
    const host = new Host({ name, ip, world: this, clock, rng, options });
    this.hosts.set(name, host);
    return host;
  }

  host(name: string): Host {
    const found = this.hosts.get(name);
    if (found !== undefined) return found;
    throw new Error(`no host is named ${name}; there are ${[...this.hosts.keys()].join(', ')}`);
  }

  nextPid(): number {
    return this.#pids++;
  }

  nameTimer(timer: SimulatedTimer): number {
    this.#timers += 1;
    this.timerIds.set(this.#timers, timer);
    return this.#timers;
  }

  /** Makes a program the first event of a life. */
  boot(life: Life, program: Program): void {
    this.kernel.after(0, life, () => startProgram(life, program));
  }

  /** Runs something as nobody, for the kernel's own work. */
  outside(run: () => void): void {
    asNobody(run);
  }

  /** Takes note of an escape; the run fails with the first one. */
  escaped(error: EscapeError): void {
    this.#escape ??= error;
  }

  /** Arms the timers of a host anew, after its clock's rate has changed. */
  retime(host: Host): void {
    for (const holding of host.life?.holdings ?? []) {
      if (holding instanceof SimulatedTimer) holding.retime();
    }
  }

  tookLine(life: Life, written: string, stream: 'stdout' | 'stderr'): void {
    // Test runners that make stacks themselves show it; the number differs from run to run.
    const line = written.includes('life=') ? written.replace(/[?&]life=\d+/g, '') : written;
    const entry = { atMs: this.nowMs, host: life.host.name, life: life.number, stream, line };
    this.output.push(entry);
    this.listener?.line(entry);
    this.kernel.note(life.host.name, [stream, line]);
  }

  notice(life: Life, what: LifeNotice['what']): void {
    const { code = null, signal = null } = life.end ?? {};
    const { name } = life.host;
    const entry = { atMs: this.nowMs, host: name, life: life.number, what, code, signal };
    this.notices.push(entry);
    this.listener?.notice(entry);
    this.kernel.note(name, `life ${life.number} ${what} ${code ?? ''} ${signal ?? ''}`);
  }

  /** Ends all lives and forgets all events. */
  close(): void {
    for (const host of this.hosts.values()) host.kill();
    this.kernel.clear();
    performance.clearResourceTimings();
  }
}
