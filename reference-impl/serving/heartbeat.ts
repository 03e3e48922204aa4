/** Tells whether a loop still turns: a process can answer while its work has stopped (B5). */
export interface Heartbeat {
  /** Called by the loop, once a turn. */
  beat(): void;
  /** Why the loop counts as hung, if it does. */
  lack(): string | undefined;
}

/** Creates a heartbeat that was beaten just now. */
export function createHeartbeat(options: {
  /** Names the loop in words. */
  readonly loop: string;
  readonly limitMs: number;
  /** A monotonic clock in ms: a wall clock that jumps must not end a life. */
  readonly now?: () => number;
}): Heartbeat {
  const { loop, limitMs, now = () => performance.now() } = options;
  let lastMs = now();
  return {
    beat() {
      lastMs = now();
    },
    lack() {
      const silentMs = Math.round(now() - lastMs);
      if (silentMs <= limitMs) return undefined;
      return `${loop} hangs: no turn for ${silentMs} ms, ${limitMs} are allowed`;
    },
  };
}
