import type { Holding, Life } from './life.ts';

/** What the end of a loop does to the life whose loop it is. */
export interface LoopEndHands {
  /** Emits `beforeExit`; its listeners may give the loop something to do. */
  askToStay(): void;
  leave(): void;
}

/** Ends a life whose event loop has nothing left to wait for, as Node does. */
export class LoopEnd {
  readonly #life: Life;
  readonly #hands: LoopEndHands;
  /** What was last found to keep the loop alive: mostly it still does. */
  #keeper: Holding | undefined;
  #asked = false;

  constructor(life: Life, hands: LoopEndHands) {
    this.#life = life;
    this.#hands = hands;
  }

  /** Looked at after each event of the life. */
  check(): void {
    if (this.#keeper?.keepsAlive) return;
    if (this.#isAwaiting()) {
      this.#asked = false;
      return;
    }
    const step = this.#asked ? this.#hands.leave : this.#hands.askToStay;
    this.#life.world.kernel.after(0, this.#life, () => {
      // Something may have come meanwhile from the outside.
      if (this.#isAwaiting()) return;
      this.#asked = true;
      step();
    });
  }

  #isAwaiting(): boolean {
    const life = this.#life;
    for (const holding of life.holdings) {
      if (!holding.keepsAlive) continue;
      this.#keeper = holding;
      return true;
    }
    this.#keeper = undefined;
    return life.backlog.some(({ run }) => run !== null) || life.world.kernel.hasEventFor(life);
  }
}
