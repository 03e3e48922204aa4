import { deadlineLine, type Limit } from '../time-limit/deadline-line.ts';

interface Waiter<Place> {
  readonly take: (place: Place | undefined) => void;
  limit: Limit | undefined;
}

/** Callers in the order in which they came, each with the time for which it waits at most. */
export class WaitingLine<Place> {
  readonly #waiters = new Set<Waiter<Place>>();

  /** Resolves with a place, or with nothing when told to go away or when the time is up. */
  wait(limitMs: number): Promise<Place | undefined> {
    return new Promise((resolve) => {
      const waiter: Waiter<Place> = { take: resolve, limit: undefined };
      waiter.limit = deadlineLine(limitMs).enter(() => {
        this.#waiters.delete(waiter);
        resolve(undefined);
      });
      this.#waiters.add(waiter);
    });
  }

  /** Hands out places, first come first served, until `give` has none left. */
  serve(give: () => Place | undefined): void {
    for (const waiter of this.#waiters) {
      const place = give();
      if (place === undefined) return;
      this.#dismiss(waiter, place);
    }
  }

  isEmpty(): boolean {
    return this.#waiters.size === 0;
  }

  sendAway(): void {
    for (const waiter of this.#waiters) this.#dismiss(waiter, undefined);
  }

  #dismiss(waiter: Waiter<Place>, place: Place | undefined): void {
    this.#waiters.delete(waiter);
    waiter.limit?.end();
    waiter.take(place);
  }
}
