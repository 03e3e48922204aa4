import { kindOfCall } from '../client/kind-of-call.ts';
import { ToolRefused } from '../client/tool-client.ts';
import type { Log } from '../logging/create-logger.ts';
import type { Breaker } from '../resilience/breaker/breaker.ts';
import { withBreaker } from '../resilience/breaker/with-breaker.ts';
import { classifyError } from '../resilience/errors/classify-error.ts';

/** How the breakers before a core's calls decide. */
export interface CallBreakerSettings {
  readonly CIRCUIT_BREAKER_ENABLED: boolean;
  readonly CIRCUIT_BREAKER_FAILURE_THRESHOLD: number;
  readonly CIRCUIT_BREAKER_PERIOD_MS: number;
  readonly CIRCUIT_BREAKER_RESET_MS: number;
  readonly INFERENCE_READ_TIMEOUT_MS: number;
}

/** One breaker for each thing that a core calls. */
export interface CallBreakers {
  /** Puts calls behind the breaker of that name; they reject with `BreakerOpen` while it is open. */
  guard<Args extends readonly unknown[], T>(
    name: string,
    call: (...args: Args) => Promise<T>,
  ): (...args: Args) => Promise<T>;
  /** The status text of each by its name, for example `MONITORING (3/5)`. */
  status(): Readonly<Record<string, string>>;
}

/** Not asked of the breaker: it is in the middle of its change. */
const statusWords = { closed: 'CLOSED', open: 'OPEN', halfOpen: 'HALF_OPEN' } as const;

/** Creates the breakers; switched off, nothing is counted and no call is blocked. */
export function createCallBreakers(settings: CallBreakerSettings, log: Log): CallBreakers {
  const breakers = new Map<string, Breaker>();
  const { CIRCUIT_BREAKER_RESET_MS: resetTimeoutMs, INFERENCE_READ_TIMEOUT_MS: readMs } = settings;
  return {
    guard(name, call) {
      if (!settings.CIRCUIT_BREAKER_ENABLED) return call;
      const guarded = withBreaker(call, {
        failureThreshold: settings.CIRCUIT_BREAKER_FAILURE_THRESHOLD,
        monitoringPeriodMs: settings.CIRCUIT_BREAKER_PERIOD_MS,
        resetTimeoutMs,
        // A slow answer may take longer than the reset time, and is an answer all the same.
        probeLimitMs: Math.max(resetTimeoutMs, 2 * readMs),
        // Packets of a core are many at once from its first second, and one that hangs must hold up
        // no other (G29): nobody waits for a place.
        floodWaitMs: 0,
        probeWaitMs: 0,
        isFailure: speaksOfService,
        onChange(from, to) {
          const fields = { event: 'breaker', atMs: Date.now(), name, from, to };
          const status = statusWords[to];
          log.warn({ ...fields, status }, `${name}: breaker ${status}`);
        },
      });
      breakers.set(name, guarded.breaker);
      return guarded;
    },
    status: () =>
      Object.fromEntries([...breakers].map(([name, breaker]) => [name, breaker.status()])),
  };
}

/** What was wrong with the question, or with who asked it, says nothing about the service. */
function speaksOfService(error: unknown): boolean {
  if (error instanceof ToolRefused) return false;
  const { kind } = classifyError(error, [kindOfCall]);
  return kind !== 'badInput' && kind !== 'cancelled';
}
