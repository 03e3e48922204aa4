import { patch } from '../kernel/patch.ts';
import { runningLife } from '../kernel/running-life.ts';
import { installDate } from './install-date.ts';
import { programNowMs } from './program-time.ts';
import { SimulatedTimer, timerDelayMs } from './simulated-timer.ts';

const NS_PER_MS = 1e6;
const MS_PER_S = 1000;

/** The monotonic clock of the running life's host in ms, or undefined outside. */
const monotonicMs = (): number | undefined => {
  const life = runningLife();
  return life?.host.clock.monotonicMs(programNowMs(life));
};

/** ms since the running life started, as its host counts them, or undefined outside. */
const ageMs = (): number | undefined => {
  const life = runningLife();
  if (life === null) return undefined;
  const { clock } = life.host;
  return clock.monotonicMs(programNowMs(life)) - life.started.monotonicMs;
};

const installPerformance = (): void => {
  // `now` and `timeOrigin` are on the prototype; the object of the global and of perf_hooks is one.
  const prototype: Performance = Object.getPrototypeOf(performance);
  const realNow = prototype.now;
  prototype.now = function now(this: Performance): number {
    return ageMs() ?? realNow.call(performance);
  };
  const origin = performance.timeOrigin;
  Object.defineProperty(performance, 'timeOrigin', {
    configurable: true,
    enumerable: true,
    get: () => {
      const life = runningLife();
      return life === null ? origin : life.started.wallMs;
    },
  });
};

/** Resource timings fill one buffer per process, and a full one is a real event. */
const installResourceTiming = (): void => {
  // Where undici was loaded before, it goes on to fill the buffer, which each world's end empties.
  performance.setResourceTimingBufferSize(2 ** 31 - 1);
  patch(performance, 'markResourceTiming', (real) => (...args) => {
    if (runningLife() === null) return real.apply(performance, args);
    // Programs that read the timings of their own requests see none; nothing else depends on them.
    return undefined as unknown as ReturnType<typeof real>;
  });
};

const installHrtime = (): void => {
  const real = process.hrtime;
  const hrtime = (previous?: [number, number]): [number, number] => {
    const nowMs = monotonicMs();
    if (nowMs === undefined) return real(previous);
    const ns = BigInt(Math.round(nowMs * NS_PER_MS));
    const [seconds, rest] = [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)];
    if (previous === undefined) return [seconds, rest];
    const [s, n] = [seconds - previous[0], rest - previous[1]];
    return n < 0 ? [s - 1, n + 1e9] : [s, n];
  };
  const bigint = (): bigint => {
    const nowMs = monotonicMs();
    return nowMs === undefined ? real.bigint() : BigInt(Math.round(nowMs * NS_PER_MS));
  };
  patch(process, 'hrtime', () => Object.assign(hrtime, { bigint }));
  patch(process, 'uptime', (uptime) => () => {
    const age = ageMs();
    return age === undefined ? uptime.call(process) : age / MS_PER_S;
  });
};

/** The error of an expired signal; its stack would be the engine's, and costs most of an expiry. */
const timeoutError = (): DOMException => {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  Error.stackTraceLimit = limit;
  return error;
};

const installAbortTimeout = (): void => {
  patch(AbortSignal, 'timeout', (original) => (delayMs: number): AbortSignal => {
    const life = runningLife();
    if (life === null) return original.call(AbortSignal, delayMs);
    if (!(delayMs >= 0 && delayMs <= Number.MAX_SAFE_INTEGER)) {
      const message = `The value of "delay" is out of range. Received ${String(delayMs)}`;
      throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
    }
    const controller = new AbortController();
    const options = { delayMs: timerDelayMs(delayMs), repeats: false };
    new SimulatedTimer(life, () => controller.abort(timeoutError()), options).unref();
    return controller.signal;
  });
};

/** Makes every clock that a program can read its host's; called once per process. */
export const installClocks = (): void => {
  installDate();
  installPerformance();
  installResourceTiming();
  installHrtime();
  installAbortTimeout();
};
