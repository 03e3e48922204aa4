import type { Log } from '../logging/create-logger.ts';
import { durationMs, httpUrl, optionalHttpUrl, wholeNumber } from '../settings/fields.ts';
import { createServiceClient, type ServiceClient } from './service-client.ts';

/** The variables of a client of the core. */
export const coreClientShape = {
  CORE_ENDPOINT: httpUrl(),
  CORE_FALLBACK_ENDPOINT: optionalHttpUrl(),
  MAX_RETRIES: wholeNumber(3, { max: 20 }),
  RETRY_BASE_DELAY_MS: durationMs(1000),
  CONNECT_TIMEOUT_MS: durationMs(5000),
  READ_TIMEOUT_MS: durationMs(30_000),
};

/** Creates the client of the core; an empty `CORE_FALLBACK_ENDPOINT` switches failover off. */
export function createCoreClient(
  settings: {
    readonly CORE_ENDPOINT: string;
    readonly CORE_FALLBACK_ENDPOINT: string;
    readonly MAX_RETRIES: number;
    readonly RETRY_BASE_DELAY_MS: number;
    readonly CONNECT_TIMEOUT_MS: number;
    readonly READ_TIMEOUT_MS: number;
  },
  around: { readonly log: Log; readonly maintenance: () => Promise<boolean> },
): ServiceClient {
  return createServiceClient({
    route: 'core',
    baseUrl: settings.CORE_ENDPOINT,
    fallbackBaseUrl: settings.CORE_FALLBACK_ENDPOINT,
    retry: { maxRetries: settings.MAX_RETRIES, baseDelayMs: settings.RETRY_BASE_DELAY_MS },
    limits: { connectMs: settings.CONNECT_TIMEOUT_MS, readMs: settings.READ_TIMEOUT_MS },
    ...around,
  });
}
