import type { StackPromises } from '../../harness/core/stack.ts';

const maxRetries = 3;
const jitter = 0.25;

/** Looks a timing up; a missing one is a mistake of this adapter. */
const timing = (timings: Readonly<Record<string, number>>, name: string): number => {
  const ms = timings[name];
  if (ms === undefined) throw new Error(`reference stack: no timing ${name}; add it to the stack`);
  return ms;
};

/** What the specification promises under given timings (G1, G2, G13, G22, G29). */
export const referencePromises = (timings: Readonly<Record<string, number>>): StackPromises => {
  const of = (name: string) => timing(timings, name);
  const retry = { maxRetries, baseDelayMs: of('RETRY_BASE_DELAY_MS'), jitter };
  const forcedExitMs = of('FORCED_EXIT_MS');
  const graceMs = (forcedExitMs * 25) / 24;
  const readMs = of('READ_TIMEOUT_MS');
  return {
    retry: [
      { group: 'core', ...retry },
      { group: 'core tools', ...retry },
      { group: 'core-candidate tools', ...retry },
    ],
    redelivery: {
      baseDelayMs: of('REDELIVERY_BASE_MS'),
      maxDelayMs: of('REDELIVERY_MAX_MS'),
      jitter,
    },
    // A core ends a packet by its inference limit, its tool limits or its caller; web by the call's.
    requestLimitMs: {
      core: Math.max(of('INFERENCE_READ_TIMEOUT_MS'), readMs) * 2,
      'core-candidate': Math.max(of('INFERENCE_READ_TIMEOUT_MS'), readMs) * 2,
      web: readMs * 2,
      orchestrator: readMs,
    },
    graceMs: { core: graceMs, 'core-candidate': graceMs },
    checkpoints: {
      core: ['cognitive', 'journal'],
      'core-candidate': ['cognitive', 'journal'],
    },
    checkpointLimitMs: {
      core: of('CHECKPOINT_TIMEOUT_MS'),
      'core-candidate': of('CHECKPOINT_TIMEOUT_MS'),
    },
    watchdog: {
      role: 'orchestrator',
      live: 'core',
      candidate: 'core-candidate',
      pollMs: of('POLL_INTERVAL_MS'),
      probeLimitMs: of('PROBE_TIMEOUT_MS'),
      unhealthyAfter: 2,
    },
    longestWaitMs: Math.max(of('REDELIVERY_MAX_MS') * (1 + jitter), of('POLL_INTERVAL_MS') * 2),
    keepsOrder: false,
  };
};
