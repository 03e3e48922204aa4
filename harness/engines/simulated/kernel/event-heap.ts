import { isBefore, type ScheduledEvent } from './scheduled-event.ts';

/** A binary heap of events, the first one on top. */
export class EventHeap {
  readonly #events: ScheduledEvent[] = [];

  get size(): number {
    return this.#events.length;
  }

  peek(): ScheduledEvent | undefined {
    return this.#events[0];
  }

  push(event: ScheduledEvent): void {
    const events = this.#events;
    let index = events.length;
    events.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = events[parentIndex];
      if (parent === undefined || !isBefore(event, parent)) break;
      events[index] = parent;
      index = parentIndex;
    }
    events[index] = event;
  }

  pop(): ScheduledEvent | undefined {
    const events = this.#events;
    const top = events[0];
    const last = events.pop();
    if (last !== undefined && events.length > 0) this.#sink(last);
    return top;
  }

  some(holds: (event: ScheduledEvent) => boolean): boolean {
    return this.#events.some(holds);
  }

  clear(): void {
    this.#events.length = 0;
  }

  #sink(event: ScheduledEvent): void {
    const events = this.#events;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = events[childIndex];
      if (child === undefined) break;
      const right = events[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!isBefore(child, event)) break;
      events[index] = child;
      index = childIndex;
    }
    events[index] = event;
  }
}
