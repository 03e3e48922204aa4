import { flag, wholeNumber } from '../../settings/fields.ts';
import type { Environment } from '../../settings/read-settings.ts';
import type { AgentBreakerOptions } from '../breaker/agent-breakers.ts';
import { readSection } from './read-section.ts';

const layout = {
  name: 'circuit_breaker',
  shape: {
    CIRCUIT_BREAKER_ENABLED: flag(true),
    CIRCUIT_BREAKER_FAILURE_THRESHOLD: wholeNumber(5, { min: 1, max: 1000 }),
    CIRCUIT_BREAKER_RECOVERY_TIMEOUT_SECONDS: wholeNumber(60, { min: 1, max: 86_400 }),
    CIRCUIT_BREAKER_HALF_OPEN_MAX_CALLS: wholeNumber(3, { min: 1, max: 100 }),
  },
  variables: {
    enabled: 'CIRCUIT_BREAKER_ENABLED',
    failure_threshold: 'CIRCUIT_BREAKER_FAILURE_THRESHOLD',
    recovery_timeout: 'CIRCUIT_BREAKER_RECOVERY_TIMEOUT_SECONDS',
    half_open_max_calls: 'CIRCUIT_BREAKER_HALF_OPEN_MAX_CALLS',
  },
} as const;

/** What `createAgentBreakers` reads from the settings (U8). */
export type CircuitBreakerSettings = Required<
  Pick<
    AgentBreakerOptions,
    'enabled' | 'failureThreshold' | 'recoveryTimeoutMs' | 'halfOpenMaxCalls'
  >
>;

/** Reads how agents' breakers decide: environment, then the file's `circuit_breaker`, then 5 / 60 / 3. */
export function readCircuitBreakerSettings(
  env: Environment,
  section?: unknown,
): CircuitBreakerSettings {
  const values = readSection(layout, env, section);
  return {
    enabled: values.CIRCUIT_BREAKER_ENABLED,
    failureThreshold: values.CIRCUIT_BREAKER_FAILURE_THRESHOLD,
    recoveryTimeoutMs: values.CIRCUIT_BREAKER_RECOVERY_TIMEOUT_SECONDS * 1000,
    halfOpenMaxCalls: values.CIRCUIT_BREAKER_HALF_OPEN_MAX_CALLS,
  };
}
