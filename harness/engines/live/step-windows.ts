import type { Exchange } from '../../core/history.ts';

/** A stretch of time in which a step disturbed a role or a link; times are monotonic. */
interface StepWindow {
  readonly step: number;
  /** A role, or a link by its name. */
  readonly target: string;
  readonly fromMs: number;
  toMs: number;
}

/** Remembers which steps were in force when, for evidence that the taps cannot connect to a step. */
export interface StepWindows {
  /** Opens a window; the result closes it. */
  open(step: number, target: string): () => void;
  /** The exchange with the steps that were in force on its link or its service. */
  attribute(exchange: Omit<Exchange, 'index'>): Omit<Exchange, 'index'>;
}

/** No windows yet. */
export const createStepWindows = (nowMs: () => number): StepWindows => {
  const windows: StepWindow[] = [];
  return {
    open: (step, target) => {
      const window: StepWindow = { step, target, fromMs: nowMs(), toMs: Number.POSITIVE_INFINITY };
      windows.push(window);
      return () => {
        window.toMs = Math.min(window.toMs, nowMs());
      };
    },
    attribute: (exchange) => {
      // A whole answer was not prevented, however slow it was; the receipts count the slow ones.
      if (exchange.class === 'answered') return exchange;
      const endMs = exchange.endedAtMs ?? Number.POSITIVE_INFINITY;
      const inForce = windows.filter(
        ({ target, fromMs, toMs }) =>
          (target === exchange.link || target === exchange.to) &&
          exchange.atMs <= toMs &&
          endMs >= fromMs,
      );
      if (inForce.length === 0) return exchange;
      return {
        ...exchange,
        steps: [...new Set([...exchange.steps, ...inForce.map((w) => w.step)])],
      };
    },
  };
};
