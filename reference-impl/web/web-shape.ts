import { coreClientShape } from '../client/core-client.ts';
import { commonShape } from '../settings/common-shape.ts';
import { durationMs, optionalHttpUrl, text, wholeNumber } from '../settings/fields.ts';
import { namedServices } from './named-services.ts';

/** The variables of `web`. */
export const webShape = {
  ...commonShape('web', 6414),
  ...coreClientShape,
  DATA_DIR: text('./data/web'),
  HA_STATUS_ENDPOINT: optionalHttpUrl(),
  QUEUE_POLL_MS: durationMs(1000),
  REDELIVERY_BASE_MS: durationMs(2000),
  REDELIVERY_MAX_MS: durationMs(30_000),
  DELIVERY_CONCURRENCY: wholeNumber(8, { min: 1, max: 1000 }),
  HA_POLL_MS: durationMs(5000),
  /** Deliveries of one message before it is dead; 0 is never. */
  MAX_ATTEMPTS: wholeNumber(0),
  STORE_TIMEOUT_MS: durationMs(10_000),
  /** Services that the dashboard shows beside those that `web` calls anyway. */
  DASHBOARD_SERVICES: namedServices(),
  /** Between two looks at the stack, while somebody looks at the dashboard. */
  DASHBOARD_POLL_MS: durationMs(2000),
  DASHBOARD_TIMEOUT_MS: durationMs(1500),
  /** How long a stop waits for what is in flight, and when it ends whatever hangs. */
  SHUTDOWN_DRAIN_MS: durationMs(10_000),
  FORCED_EXIT_MS: durationMs(20_000),
};
