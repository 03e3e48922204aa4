/** When which TCP steps were in force on a link. */
export interface StepWindows {
  begin(step: number, fromMs: number): (toMs: number) => void;
  /** Steps in force at some time between two instants. */
  between(fromMs: number, toMs: number): readonly number[];
}

/** No step yet. */
export const createStepWindows = (): StepWindows => {
  const windows: { step: number; fromMs: number; toMs: number }[] = [];
  return {
    begin: (step, fromMs) => {
      const window = { step, fromMs, toMs: Number.POSITIVE_INFINITY };
      windows.push(window);
      return (toMs) => {
        window.toMs = toMs;
      };
    },
    between: (fromMs, toMs) =>
      windows.filter((it) => it.fromMs <= toMs && it.toMs >= fromMs).map((it) => it.step),
  };
};
