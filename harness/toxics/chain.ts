import type { NamedToxic } from '../core/toxic.ts';
import type { Clock } from './clock.ts';
import type { Outlet } from './outlet.ts';
import { Stage } from './stage.ts';
import type { Chunk } from './toxic.ts';

/** What a chain needs: time, randomness, where it ends, and whom to tell that it has room again. */
export interface ChainOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly outlet: Outlet;
  readonly onRoom: () => void;
}

/** The toxics of one direction of one connection, in their order; may change while data flows. */
export class Chain implements Outlet {
  readonly #options: ChainOptions;
  readonly #stages: Stage[] = [];
  #ended = false;

  constructor(options: ChainOptions) {
    this.#options = options;
  }

  /** True when nothing is left to do here: a connection may go back to its fast path. */
  get isEmpty(): boolean {
    return this.#stages.length === 0;
  }

  hasRoom(): boolean {
    return this.#first.hasRoom();
  }

  offer(chunk: Chunk): void {
    this.#first.offer(chunk);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#first.end();
  }

  /** The socket behind the chain takes data again. */
  advance(): void {
    // From the end, so that each finds the room which the one behind it has just made.
    for (const stage of this.#stages.toReversed()) stage.advance();
    if (this.#stages.length === 0) this.#options.onRoom();
  }

  /** Adds a toxic at the end; as in Toxiproxy, the one before it starts anew. */
  add(toxic: NamedToxic): void {
    const last = this.#stages.at(-1);
    const stage: Stage = new Stage(toxic, this.#options.outlet, {
      clock: this.#options.clock,
      random: this.#options.random,
      onRoom: () => this.#roomIn(stage),
    });
    if (last?.closed) return;
    const interrupted = last?.interrupt() ?? false;
    this.#stages.push(stage);
    if (last !== undefined) last.outlet = stage;
    stage.start();
    if (interrupted) last?.start();
  }

  /** Changes the attributes or toxicity of a toxic, on data in flight too. */
  update(toxic: NamedToxic): void {
    const stage = this.#stages.find((one) => one.toxic.name === toxic.name);
    if (stage === undefined) return;
    const interrupted = stage.interrupt();
    stage.toxic = toxic;
    if (interrupted) stage.start();
  }

  /** Takes a toxic out; what it held goes on at once, in order. */
  remove(name: string): void {
    const index = this.#stages.findIndex((one) => one.toxic.name === name);
    const stage = this.#stages[index];
    // A toxic that cannot be interrupted is left to end the connection.
    if (stage === undefined || !stage.interrupt()) return;
    if (stage.toxic.type === 'timeout') {
      stage.close();
      return;
    }
    const before = this.#stages[index - 1];
    const interrupted = before?.interrupt() ?? false;
    stage.drain();
    if (stage.closed) return;
    this.#stages.splice(index, 1);
    if (before !== undefined) before.outlet = stage.outlet;
    if (interrupted) before?.start();
    if (index === 0) this.#options.onRoom();
  }

  /** Stops all timers; for a connection that is gone. */
  abandon(): void {
    for (const stage of this.#stages) stage.abandon();
  }

  get #first(): Outlet {
    return this.#stages[0] ?? this.#options.outlet;
  }

  #roomIn(stage: Stage): void {
    const index = this.#stages.indexOf(stage);
    if (index > 0) this.#stages[index - 1]?.advance();
    else this.#options.onRoom();
  }
}
