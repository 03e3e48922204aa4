import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';
import { commonShape } from '../settings/common-shape.ts';
import { durationMs, flag, optionalHttpUrl, text, wholeNumber } from '../settings/fields.ts';

const insideAllowed = 'a relative path that stays inside the generation folder';

/** Allows a path below each generation's folder: what lies elsewhere would not be fenced (B3, B6). */
const inside = (fallback: string) =>
  z
    .string()
    .refine((path) => !isAbsolute(path) && !normalize(path).startsWith('..'), {
      error: insideAllowed,
    })
    .default(fallback);

const roles = ['active', 'standby'] as const;

/** All variables of the daemon; active and standby are the same program. */
export const daemonShape = {
  ...commonShape('daemon', 6430),
  /** The active one takes the very first tenure; afterwards both behave alike. */
  ROLE: z.enum(roles, { error: `one of ${roles.join(', ')}` }).default('active'),
  OUTPUT_DIR: inside('output'),
  DB_PATH: inside('runs.db'),
  /** Beats what the configuration file says. */
  MAX_CHECKPOINT_HISTORY: wholeNumber(100, { min: 1, max: 10_000 }).unwrap().optional(),
  CONFIG_FILE: text(''),
  CYCLE_INTERVAL_MS: durationMs(2000),
  /** Without a sign of life for so long, the writer's place may be taken. */
  LEASE_MS: durationMs(9000),
  RENEW_MS: durationMs(3000),
  WATCH_MS: durationMs(1000),
  /** The loop counts as hung after so long without a turn. */
  LOOP_LIMIT_MS: durationMs(30_000),
  FORCED_EXIT_MS: durationMs(24_000),
  /** Off: only `POST /takeover` makes a standby the writer, as without shared storage (B4). */
  AUTO_TAKEOVER: flag(true),
  /** Whom to copy from, where there is no shared storage. */
  COPY_FROM_ENDPOINT: optionalHttpUrl(),
  COPY_INTERVAL_MS: durationMs(10_000),
};

/** How a daemon runs. */
export type DaemonSettings = z.output<z.ZodObject<typeof daemonShape>>;
