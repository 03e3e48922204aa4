/** Node's own turn between two callbacks: next ticks, microtasks, unhandled rejections. */
const tick = (): (() => void) => {
  // Not in Node's types: the function has been there since 0.10 and is self-tested at installation.
  const { _tickCallback } = process as unknown as { readonly _tickCallback: () => void };
  return _tickCallback;
};

const run = tick();

/** Runs everything that an event has left to do, synchronously: no turn of the real loop between. */
export const drain = (): void => run();
