/** The two clocks of a host, as functions of the world's time; faults set them apart from it. */
export class HostClock {
  #rate = 1;
  #anchorWorldMs = 0;
  #anchorMonotonicMs: number;
  #wallOffsetMs: number;
  #frozenWallMs: number | undefined;

  constructor(options: { readonly bootedForMs: number; readonly epochMs: number }) {
    this.#anchorMonotonicMs = options.bootedForMs;
    this.#wallOffsetMs = options.epochMs - options.bootedForMs;
  }

  /** Never goes back; drifts with the rate. */
  monotonicMs(worldMs: number): number {
    return this.#anchorMonotonicMs + (worldMs - this.#anchorWorldMs) * this.#rate;
  }

  /** When the monotonic clock will show a value, in world time, if the rate stays. */
  worldMsAt(monotonicMs: number): number {
    return this.#anchorWorldMs + (monotonicMs - this.#anchorMonotonicMs) / this.#rate;
  }

  wallMs(worldMs: number): number {
    return this.#frozenWallMs ?? this.monotonicMs(worldMs) + this.#wallOffsetMs;
  }

  /** Moves the wall clock only, as an operator or a time daemon does. */
  jump(byMs: number): void {
    this.#wallOffsetMs += byMs;
    if (this.#frozenWallMs !== undefined) this.#frozenWallMs += byMs;
  }

  /** Stops the wall clock where it is, or lets it go on from where it would be. */
  freezeWall(worldMs: number, frozen: boolean): void {
    this.#frozenWallMs = frozen ? this.wallMs(worldMs) : undefined;
  }

  /** Makes both clocks run faster (above 1) or slower from now on. */
  setRate(worldMs: number, rate: number): void {
    if (!(rate > 0)) throw new RangeError(`a clock's rate must be above 0, got ${rate}`);
    this.#anchorMonotonicMs = this.monotonicMs(worldMs);
    this.#anchorWorldMs = worldMs;
    this.#rate = rate;
  }
}
