import type { Link, StackPromises } from '../../harness/core/stack.ts';

const tell = [{ env: 'ENDPOINT', format: 'url' as const }];
const link = (from: string, to: string, route?: Link['route']): Link => ({
  from,
  to,
  tell,
  protocol: 'http',
  ...(route && { route }),
});

/** The links of the made-up stack that sample histories run on. */
export const sampleLinks: readonly Link[] = [
  link('client', 'web'),
  link('web', 'core', { group: 'core', order: 0, kind: 'service' }),
  link('web', 'core-candidate', { group: 'core', order: 1, kind: 'service' }),
  link('core', 'prime'),
  link('core-candidate', 'prime'),
  link('orchestrator', 'core'),
];

/** What that stack promises. */
export const samplePromises: StackPromises = {
  retry: [{ group: 'core', maxRetries: 3, baseDelayMs: 100, jitter: 0.25 }],
  requestLimitMs: { web: 2000, core: 2000 },
  graceMs: { core: 25_000 },
  watchdog: {
    role: 'orchestrator',
    live: 'core',
    candidate: 'core-candidate',
    pollMs: 500,
    probeLimitMs: 200,
    unhealthyAfter: 2,
  },
  longestWaitMs: 1500,
  keepsOrder: false,
};
