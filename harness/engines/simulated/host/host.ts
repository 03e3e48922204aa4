import type { Rng } from '../../../core/rng.ts';
import type { SimulatedWorld } from '../world.ts';
import type { FileSystemFace } from './file-system-face.ts';
import type { HostClock } from './host-clock.ts';
import { Life } from './life.ts';

/** What a host runs: a module by its path (its default export is called), or a function. */
export type Program = string | (() => unknown);

/** How a host is described in a topology. */
export interface HostOptions {
  readonly run?: Program;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments after the program's path. */
  readonly argv?: readonly string[];
  /** What the monotonic clock shows at the world's start; drawn from the seed when absent. */
  readonly bootedForMs?: number;
  /** Makes the file system of each new life; without it, files are outside of the simulation. */
  readonly files?: (life: Life) => FileSystemFace;
}

/** What a host is made of. */
export interface HostParts {
  readonly name: string;
  readonly ip: string;
  readonly world: SimulatedWorld;
  readonly clock: HostClock;
  readonly rng: Rng;
  readonly options: HostOptions;
}

const laneOf = (rng: Rng): number => rng.integer(0, 2 ** 32 - 1) | 0;

/** A simulated machine: an address, clocks, a disk, and one life at a time. */
export class Host {
  readonly name: string;
  readonly ip: string;
  readonly world: SimulatedWorld;
  readonly clock: HostClock;
  readonly rng: Rng;
  /** Without power nothing answers, not even the kernel: packets are lost. */
  powered = true;
  /** The life that runs, or the last one that ran. */
  life: Life | undefined;
  readonly #options: HostOptions;
  #lives = 0;

  constructor(parts: HostParts) {
    this.name = parts.name;
    this.ip = parts.ip;
    this.world = parts.world;
    this.clock = parts.clock;
    this.rng = parts.rng;
    this.#options = parts.options;
  }

  /** What its lives run, unless they are told otherwise. */
  get program(): Program | undefined {
    return this.#options.run;
  }

  get alive(): boolean {
    return this.life !== undefined && !this.life.dead;
  }

  /**
   * Boots a new life, with its program as its first event; `env` is added to the host's own. A life
   * that is given something else to run, or nothing, stays: its work comes from the outside.
   */
  start(env: Readonly<Record<string, string>> = {}, given?: Program): Life {
    const run = given ?? this.#options.run;
    if (this.alive) throw new Error(`${this.name} runs already; end its life first`);
    this.powered = true;
    const number = this.#lives++;
    const rng = this.rng.fork(`life/${number}`);
    const life = new Life({
      host: this,
      world: this.world,
      number,
      pid: this.world.nextPid(),
      lane: laneOf(rng),
      rng,
      env: { ...this.#options.env, ...env },
      argv: [
        process.execPath,
        typeof run === 'string' ? run : this.name,
        ...(this.#options.argv ?? []),
      ],
      files: this.#options.files,
    });
    this.life = life;
    if (given !== undefined || run === undefined) life.hold();
    this.world.notice(life, 'started');
    if (run !== undefined) this.world.boot(life, run);
    return life;
  }

  /** SIGKILL; peers see what a machine shows whose process has died. */
  kill(): void {
    this.life?.signal('SIGKILL');
  }

  /** SIGTERM, or another signal. */
  terminate(signal = 'SIGTERM'): void {
    this.life?.signal(signal);
  }

  pause(): void {
    this.life?.pause();
  }

  resume(): void {
    this.life?.resume();
  }

  /** Takes the power away: no process, no kernel, no goodbye to anyone. */
  losePower(): void {
    this.powered = false;
    this.kill();
  }

  /** Runs both clocks faster or slower; timers that are armed follow. */
  setClockRate(rate: number): void {
    this.clock.setRate(this.world.kernel.nowMs, rate);
    this.world.retime(this);
  }
}
