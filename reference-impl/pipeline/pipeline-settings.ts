import type { z } from 'zod';
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

const { PROVIDER_READ_TIMEOUT_MS: _unused, ...providers } = publicProvidersShape;

/** All variables of the pipeline that are not those of failover, breakers and checkpoints. */
export const pipelineShape = {
  ...commonShape('pipeline', 6440),
  ...providers,
  PRIME_ENDPOINT: httpUrl(),
  DATA_DIR: text('./data'),
  /** A JSON file with the sections of failover, breakers, hierarchies and checkpoints. */
  SETTINGS_FILE: text(''),
  CODERS: wholeNumber(3, { min: 1, max: 16 }),
  MILESTONES_MAX: wholeNumber(3, { min: 1, max: 20 }),
  /** How often a rejected batch of coders is rolled back and run again (F5). */
  BATCH_RETRIES: wholeNumber(1, { max: 10 }),
  CONNECT_TIMEOUT_MS: durationMs(2000),
  /** The first wait between two tries at a model; those after it double (F2). */
  MODEL_RETRY_BASE_MS: durationMs(1000),
  AGENT_WAIT_MS: durationMs(1000),
  TRACKER_ENDPOINT: optionalHttpUrl(),
  TRACKER_TOKEN: text('tracker-token'),
  TRACKER_REPOSITORY: text('holdfast/ideas'),
  TRACKER_ASSIGNEE: text('maintainer'),
  TRACKER_TIMEOUT_MS: durationMs(5000),
  /** Between two tries to open the issues that were kept while the tracker was away. */
  OUTBOX_RETRY_MS: durationMs(10_000),
  RESUME: flag(false),
  /** Which idea to go on with; every unfinished one when nothing is said. */
  IDEA_ID: text(''),
  /** The life of the process; 0 = no limit. */
  RUN_LIMIT_MS: durationMs(0),
  /** So long before the limit the emergency shutdown begins. */
  RUN_LIMIT_HEADROOM_MS: durationMs(30_000),
  RESOURCE_CHECK_MS: durationMs(5000),
  /** Of the heap's limit; 0 = not watched. */
  MEMORY_LIMIT_PERCENT: wholeNumber(95, { max: 100 }),
  /** Of the disk's blocks that are left to use; 0 = not watched. */
  DISK_FREE_LIMIT_PERCENT: wholeNumber(1, { max: 100 }),
  FORCED_EXIT_MS: durationMs(24_000),
};

/** How a pipeline runs. */
export type PipelineSettings = z.output<z.ZodObject<typeof pipelineShape>>;
