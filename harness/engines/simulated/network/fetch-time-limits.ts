import type { Life } from '../host/life.ts';
import { SimulatedTimer } from '../time/simulated-timer.ts';

interface Controller {
  abort(reason: Error): void;
}

/** What a dispatcher calls back on; every part may be absent. */
export interface DispatchHandler {
  onRequestStart?(controller: Controller, context: unknown): void;
  onRequestUpgrade?(...args: readonly unknown[]): void;
  onResponseStart?(controller: Controller, ...rest: readonly unknown[]): void;
  onResponseData?(controller: Controller, ...rest: readonly unknown[]): void;
  onResponseEnd?(controller: Controller, ...rest: readonly unknown[]): void;
  onResponseError?(controller: Controller, ...rest: readonly unknown[]): void;
}

/** undici's defaults for the wait for headers, and between parts of a body. */
const LIMIT_MS = 300_000;

const expired = (what: 'Headers' | 'Body'): Error =>
  Object.assign(new Error(`${what} Timeout Error`), {
    name: `${what}TimeoutError`,
    code: `UND_ERR_${what.toUpperCase()}_TIMEOUT`,
  });

/** Ends requests as undici's own time limits do, on the timers of one life instead of shared ones. */
export const withTimeLimits = (life: Life, inner: DispatchHandler): DispatchHandler => {
  // Handlers of undici's older interface keep the limits that they have.
  if (inner.onRequestStart === undefined) return inner;
  let timer: SimulatedTimer | undefined;
  const arm = (controller: Controller, what: 'Headers' | 'Body') => {
    timer?.close();
    const options = { delayMs: LIMIT_MS, repeats: false };
    timer = new SimulatedTimer(life, () => controller.abort(expired(what)), options).unref();
  };
  return {
    onRequestStart: (controller, context) => {
      arm(controller, 'Headers');
      inner.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...args) => {
      timer?.close();
      inner.onRequestUpgrade?.(...args);
    },
    onResponseStart: (controller, ...rest) => {
      arm(controller, 'Body');
      inner.onResponseStart?.(controller, ...rest);
    },
    onResponseData: (controller, ...rest) => {
      timer?.refresh();
      inner.onResponseData?.(controller, ...rest);
    },
    onResponseEnd: (controller, ...rest) => {
      timer?.close();
      inner.onResponseEnd?.(controller, ...rest);
    },
    onResponseError: (controller, ...rest) => {
      timer?.close();
      inner.onResponseError?.(controller, ...rest);
    },
  };
};
