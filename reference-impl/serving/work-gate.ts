/** Counts the work that goes on in a program, and can be shut for new work. */
export interface WorkGate {
  readonly isShut: () => boolean;
  shut(): void;
  /** Begins a piece of work; the returned function ends it, once. */
  enter(): () => void;
  /** Counts a promise as work until it settles, whoever still waits for it. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is going on any more. */
  drained(): Promise<void>;
}

/** Creates an open gate. */
export function createWorkGate(): WorkGate {
  let isShut = false;
  let count = 0;
  let waiting: (() => void)[] = [];

  const enter = (): (() => void) => {
    count += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      count -= 1;
      if (count > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    };
  };

  return {
    isShut: () => isShut,
    shut() {
      isShut = true;
    },
    enter,
    hold: (work) => work.finally(enter()),
    drained: () =>
      count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
}
