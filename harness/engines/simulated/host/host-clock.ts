/** The two clocks of a host, as functions of the world's time; faults set them apart from it. */
export class HostClock {
  #rate = 1;
  #anchorWorldMs = 0;
  #anchorMonotonicMs: number;
  #wallOffsetMs: number;
  #frozenWallMs: number | undefined;
  readonly #slews: { readonly fromMs: number; readonly byMs: number; readonly overMs: number }[] =
    [];
  #asleep = false;
  #sleptMs = 0;
  readonly #bootedForMs: number;
  /** How often programs asked either clock; a fault tells by them whether anyone saw it. */
  wallReads = 0;
  monotonicReads = 0;

  constructor(options: { readonly bootedForMs: number; readonly epochMs: number }) {
    this.#bootedForMs = options.bootedForMs;
    this.#anchorMonotonicMs = options.bootedForMs;
    this.#wallOffsetMs = options.epochMs - options.bootedForMs;
  }

  /** Never goes back; drifts with the rate. */
  monotonicMs(worldMs: number): number {
    this.monotonicReads += 1;
    return this.#monotonicMs(worldMs);
  }

  /** When the monotonic clock will show a value, in world time, if the rate stays. */
  worldMsAt(monotonicMs: number): number {
    return this.#anchorWorldMs + (monotonicMs - this.#anchorMonotonicMs) / this.#rate;
  }

  wallMs(worldMs: number): number {
    this.wallReads += 1;
    return this.#wallMs(worldMs);
  }

  /** Moves the wall clock only, as an operator or a time daemon does. */
  jump(byMs: number): void {
    this.#wallOffsetMs += byMs;
    if (this.#frozenWallMs !== undefined) this.#frozenWallMs += byMs;
  }

  /** Stops the wall clock where it is, or lets it go on from where it would be. */
  freezeWall(worldMs: number, frozen: boolean): void {
    this.#frozenWallMs = frozen ? this.#wallMs(worldMs) : undefined;
  }

  /** Makes both clocks run faster (above 1) or slower from now on. */
  setRate(worldMs: number, rate: number): void {
    if (!(rate > 0)) throw new RangeError(`a clock's rate must be above 0, got ${rate}`);
    // While it sleeps it stands still from where it fell asleep, whatever its rate.
    if (!this.#asleep) {
      this.#anchorMonotonicMs = this.#monotonicMs(worldMs);
      this.#anchorWorldMs = worldMs;
    }
    this.#rate = rate;
  }

  /** World time without that in which the machine slept. */
  awakeMs(worldMs: number): number {
    return (this.#asleep ? this.#anchorWorldMs : worldMs) - this.#sleptMs;
  }

  /** What its rates have made it gain on true time until now. */
  driftedMs(worldMs: number): number {
    return this.#monotonicMs(worldMs) - this.#bootedForMs - this.awakeMs(worldMs);
  }

  /** Moves the wall clock little by little, as a time daemon does that never lets it go back. */
  slew(worldMs: number, byMs: number, overMs: number): void {
    this.#slews.push({ fromMs: worldMs, byMs, overMs });
  }

  /** Stops both clocks, as a machine's that is suspended. */
  sleep(worldMs: number): void {
    if (this.#asleep) return;
    this.#anchorMonotonicMs = this.#monotonicMs(worldMs);
    this.#anchorWorldMs = worldMs;
    this.#asleep = true;
  }

  /** The monotonic clock goes on from where it stopped; the wall clock has been kept elsewhere. */
  wake(worldMs: number): void {
    if (!this.#asleep) return;
    this.#asleep = false;
    this.#sleptMs += worldMs - this.#anchorWorldMs;
    this.#wallOffsetMs += worldMs - this.#anchorWorldMs;
    this.#anchorWorldMs = worldMs;
  }

  #monotonicMs(worldMs: number): number {
    if (this.#asleep) return this.#anchorMonotonicMs;
    return this.#anchorMonotonicMs + (worldMs - this.#anchorWorldMs) * this.#rate;
  }

  #wallMs(worldMs: number): number {
    if (this.#frozenWallMs !== undefined) return this.#frozenWallMs;
    const keptMs = this.#monotonicMs(worldMs) + this.#wallOffsetMs;
    if (this.#slews.length === 0) return keptMs;
    return this.#slews.reduce((sumMs, { fromMs, byMs, overMs }) => {
      const part = overMs > 0 ? Math.min(1, Math.max(0, (worldMs - fromMs) / overMs)) : 1;
      return sumMs + byMs * part;
    }, keptMs);
  }
}
