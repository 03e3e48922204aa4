import { z } from 'zod';
import { toolClientShape } from '../client/tool-client.ts';
import { publicProvidersShape } from '../inference/public-providers.ts';
import { commonShape } from '../settings/common-shape.ts';
import {
  durationMs,
  flag,
  httpUrl,
  optionalHttpUrl,
  text,
  wholeNumber,
} from '../settings/fields.ts';

/** All variables of a core. */
export const coreShape = {
  ...commonShape('core', 6415),
  ...toolClientShape,
  STATE_DIR: text('./state'),
  ROLE: z.enum(['live', 'standby'], { error: 'live or standby' }).default('live'),
  READINESS: z.enum(['able', 'shallow'], { error: 'able or shallow' }).default('able'),
  PRIME_ENDPOINT: httpUrl(),
  ...publicProvidersShape,
  STUDY_ENDPOINT: optionalHttpUrl(),
  STUDY_READ_TIMEOUT_MS: durationMs(5000),
  /** How long changes of the sessions are gathered before they are written; 0 keeps no sessions. */
  SESSION_FLUSH_MS: durationMs(1000),
  STREAM: flag(true),
  INFERENCE_READ_TIMEOUT_MS: durationMs(20_000),
  INFERENCE_MAX_RETRIES: wholeNumber(3, { max: 20 }),
  CIRCUIT_BREAKER_ENABLED: flag(true),
  CIRCUIT_BREAKER_FAILURE_THRESHOLD: wholeNumber(5, { min: 1, max: 1000 }),
  CIRCUIT_BREAKER_PERIOD_MS: durationMs(300_000),
  CIRCUIT_BREAKER_RESET_MS: durationMs(60_000),
  MODEL_LOAD_MS: durationMs(300),
  ABILITY_CHECK_TIMEOUT_MS: durationMs(1000),
  ABILITY_FRESH_MS: durationMs(1000),
  CHECKPOINT_TIMEOUT_MS: durationMs(15_000),
  CHECKPOINT_DELAY_MS: durationMs(0),
  CHECKPOINT_SINK_ENDPOINT: optionalHttpUrl(),
  FORCED_EXIT_MS: durationMs(24_000),
};

/** The settings of a core, as read. */
export type CoreSettings = z.output<z.ZodObject<typeof coreShape>>;
