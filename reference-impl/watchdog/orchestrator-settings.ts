import type { z } from 'zod';
import { commonShape } from '../settings/common-shape.ts';
import { durationMs, httpUrl, text, wholeNumber } from '../settings/fields.ts';

/** All variables of the orchestrator. */
export const orchestratorShape = {
  ...commonShape('orchestrator', 6420),
  DATA_DIR: text('./data'),
  LIVE_ENDPOINT: httpUrl(),
  CANDIDATE_ENDPOINT: httpUrl(),
  /** The state folders of both cores, for the session sync; empty: no sync. */
  LIVE_STATE_DIR: text(''),
  CANDIDATE_STATE_DIR: text(''),
  POLL_INTERVAL_MS: durationMs(5000),
  PROBE_TIMEOUT_MS: durationMs(2000),
  UNHEALTHY_AFTER: wholeNumber(2, { min: 1, max: 100 }),
  FORCED_EXIT_MS: durationMs(24_000),
};

/** See `orchestratorShape`. */
export type OrchestratorSettings = z.output<z.ZodObject<typeof orchestratorShape>>;
