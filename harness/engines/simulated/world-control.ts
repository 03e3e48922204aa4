import { exitSentinel } from './host/exit-sentinel.ts';
import type { Host } from './host/host.ts';
import { withPlainStacks } from './host/install-stacks.ts';
import { realTurn } from './kernel/real-turn.ts';
import type { LifeNotice, OutputLine, SimulatedWorld } from './world.ts';

/** How long one task on a host may take, in virtual ms, when nothing else is said. */
const TASK_LIMIT_MS = 600_000;

/** What a task on a host came to. */
type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

/** The hands of a test or an engine on a world: virtual time passes only while one of these runs. */
export class WorldControl {
  readonly world: SimulatedWorld;

  constructor(world: SimulatedWorld) {
    this.world = world;
  }

  get nowMs(): number {
    return this.world.nowMs;
  }

  /** The fingerprint of all that was visible so far. */
  get traceHash(): string {
    return this.world.kernel.trace.hash();
  }

  /** What programs wrote so far. */
  get output(): readonly OutputLine[] {
    return this.world.output;
  }

  /** What became of lives so far. */
  get notices(): readonly LifeNotice[] {
    return this.world.notices;
  }

  host(name: string): Host {
    return this.world.host(name);
  }

  /** Starts hosts, all at this instant; without names, all that have a program. */
  start(...names: readonly string[]): void {
    const chosen = names.length > 0 ? names : [...this.world.hosts.keys()];
    for (const name of chosen) this.host(name).start();
  }

  /** Lets virtual time pass. */
  async runFor(ms: number): Promise<void> {
    await this.#run(this.nowMs + ms, () => false);
  }

  /** Runs until a condition holds, looked at after each event; fails when the time is over. */
  async runUntil(condition: () => boolean, limitMs = TASK_LIMIT_MS): Promise<void> {
    if (condition()) return;
    if (await this.#run(this.nowMs + limitMs, condition)) return;
    throw new Error(`the condition did not come to hold within ${limitMs} virtual ms`);
  }

  /** Runs a function inside a host's life, with all of time passing until its promise settles. */
  async on<Result>(
    name: string,
    task: () => Result | Promise<Result>,
    limitMs = TASK_LIMIT_MS,
  ): Promise<Result> {
    const host = this.host(name);
    const life = host.alive && host.life ? host.life : host.start({}, () => {});
    const release = life.hold();
    let settled: Settled<Result> | undefined;
    this.world.kernel.after(0, life, () => {
      Promise.resolve()
        .then(task)
        .then(
          (value) => {
            settled = { value };
          },
          (error: unknown) => {
            if (error !== exitSentinel) settled = { error };
          },
        );
    });
    const over = () => settled !== undefined || life.dead;
    const inTime = await this.#run(this.nowMs + limitMs, over);
    release();
    if (settled === undefined) {
      this.check();
      const why = inTime ? 'its life ended' : `${limitMs} virtual ms passed`;
      throw new Error(`the task on ${name} did not finish: ${why}`);
    }
    // TypeScript does not see the assignment inside of the callbacks.
    const result = settled as Settled<Result>;
    if ('error' in result) throw result.error;
    return result.value;
  }

  /** Fails when a program reached the real machine. */
  check(): void {
    if (this.world.escape !== undefined) throw this.world.escape;
  }

  /** One real turn of the event loop around all of it: nothing real happens in between. */
  async #run(untilMs: number, done: () => boolean): Promise<boolean> {
    const { kernel } = this.world;
    this.check();
    const stop = () => this.world.escape !== undefined || done();
    const found = await realTurn(() => withPlainStacks(() => kernel.runUntil(untilMs, stop)));
    this.check();
    return found;
  }
}
