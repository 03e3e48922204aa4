import type { Rng } from '../../../core/rng.ts';
import type { Host } from '../host/host.ts';
import { Loss, type LossKind } from './loss.ts';

/** How long packets take, one way: a floor, and a tail that is mostly short. All in ms. */
export interface Latency {
  readonly leastMs: number;
  readonly usualMs: number;
}

const defaultLatency: Latency = { leastMs: 0.1, usualMs: 0.3 };
const loopbackLatency: Latency = { leastMs: 0.01, usualMs: 0.02 };

const key = (from: Host, to: Host): string => `${from.name}>${to.name}`;

/** The state of all paths; faults change it, connections ask it for each packet. */
export class Conditions {
  readonly #rng: Rng;
  readonly #lost = new Map<string, number>();
  readonly #refused = new Map<string, number>();
  readonly #latencies = new Map<string, Latency>();
  readonly #losses = new Map<string, Loss[]>();

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** Loses packets one way until undone; overlapping losses are counted. */
  lose(from: Host, to: Host): () => void {
    return this.#count(this.#lost, key(from, to));
  }

  /** Cuts two hosts off from each other until undone. */
  partition(one: Host, other: Host): () => void {
    const undo = [this.lose(one, other), this.lose(other, one)];
    return () => {
      for (const heal of undo) heal();
    };
  }

  /** Loses some of the packets one way until it is ended, and counts what it took. */
  disturb(from: Host, to: Host, kind: LossKind): Loss {
    const name = key(from, to);
    const loss = new Loss(kind);
    const others = (this.#losses.get(name) ?? []).filter((one) => !one.isOver);
    this.#losses.set(name, [...others, loss]);
    return loss;
  }

  /** Whether the first packet of a connection, or its answer, is lost; counts it. */
  losesAttempt(from: Host, to: Host): boolean {
    let lost = this.isLost(from, to);
    for (const loss of this.#losses.get(key(from, to)) ?? []) lost = loss.takesAttempt() || lost;
    return lost;
  }

  /** What becomes of a packet on a path that was laid as the `lane`th; counts what is lost. */
  fateOf(from: Host, to: Host, lane: number): 'arrives' | 'lost' | 'refused' {
    let fate: 'arrives' | 'lost' | 'refused' = this.isLost(from, to) ? 'lost' : 'arrives';
    if (this.#losses.size === 0) return fate;
    for (const loss of this.#losses.get(key(from, to)) ?? []) {
      if (loss.refuses(lane) && fate === 'arrives') fate = 'refused';
      if (loss.takesPacket(lane)) fate = 'lost';
    }
    return fate;
  }

  /** Refuses new connections until undone. */
  refuse(from: Host, to: Host): () => void {
    return this.#count(this.#refused, key(from, to));
  }

  setLatency(from: Host, to: Host, latency: Latency): void {
    this.#latencies.set(key(from, to), latency);
  }

  isLost(from: Host, to: Host): boolean {
    if (!to.powered || !from.powered) return true;
    return this.#lost.size > 0 && (this.#lost.get(key(from, to)) ?? 0) > 0;
  }

  isRefused(from: Host, to: Host): boolean {
    return (this.#refused.get(key(from, to)) ?? 0) > 0;
  }

  /** Draws how long the next packet takes. */
  latencyMs(from: Host, to: Host): number {
    const known = this.#latencies.size > 0 ? this.#latencies.get(key(from, to)) : undefined;
    const { leastMs, usualMs } = known ?? (from === to ? loopbackLatency : defaultLatency);
    // Exponential above the floor: mostly short, now and then several times as long.
    return leastMs - Math.log(1 - this.#rng.next()) * usualMs;
  }

  #count(counts: Map<string, number>, name: string): () => void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    let undone = false;
    return () => {
      if (undone) return;
      undone = true;
      counts.set(name, (counts.get(name) ?? 0) - 1);
    };
  }
}
