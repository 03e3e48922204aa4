/** Items in order, which pass at once unless something holds them. */
export interface HeldQueue<Item> {
  push(item: Item): void;
  hold(reason: string): void;
  release(reason: string): void;
  clear(): void;
  readonly size: number;
}

/** A queue over what is to be done with each item; an item may hold those behind it. */
export const createHeldQueue = <Item>(pass: (item: Item) => void): HeldQueue<Item> => {
  const items: Item[] = [];
  const reasons = new Set<string>();
  let passing = false;
  const drain = () => {
    // An item that releases must not start a second drain inside this one.
    if (passing) return;
    passing = true;
    while (reasons.size === 0) {
      const item = items.shift();
      if (item === undefined) break;
      pass(item);
    }
    passing = false;
  };
  return {
    push: (item) => {
      items.push(item);
      drain();
    },
    hold: (reason) => void reasons.add(reason),
    release: (reason) => {
      reasons.delete(reason);
      drain();
    },
    clear: () => {
      items.length = 0;
      reasons.clear();
    },
    get size() {
      return items.length;
    },
  };
};
