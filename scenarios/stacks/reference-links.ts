import { clientRole, type Link } from '../../harness/core/stack.ts';

const keyHeaders = ['x-idempotency-key'];

const http = (from: string, to: string, tell: Link['tell'], route?: Link['route']): Link => ({
  from,
  to,
  tell,
  protocol: 'http',
  keyHeaders,
  ...(route ? { route } : {}),
});

const url = (env: string, path?: string): Link['tell'] => [
  { env, format: 'url', ...(path ? { path } : {}) },
];

const route = (group: string, order: number): Link['route'] => ({ group, order, kind: 'service' });

/** What each core calls. The standby works with the live tool server and the live prime (G26). */
const coreLinks = (core: string): readonly Link[] => [
  http(core, 'prime', [...url('PRIME_ENDPOINT'), ...url('CHECKPOINT_SINK_ENDPOINT')]),
  http(core, 'mcp', url('MCP_ENDPOINT', '/jsonrpc'), route(`${core} tools`, 0)),
  http(core, 'mcp-candidate', url('MCP_FALLBACK_ENDPOINT', '/jsonrpc'), route(`${core} tools`, 1)),
];

/** Who calls whom in the reference stack. */
export const referenceLinks: readonly Link[] = [
  http(clientRole, 'web', url('WEB_ENDPOINT')),
  http(clientRole, 'orchestrator', url('ORCHESTRATOR_ENDPOINT')),
  http('web', 'core', url('CORE_ENDPOINT'), route('core', 0)),
  http('web', 'core-candidate', url('CORE_FALLBACK_ENDPOINT'), route('core', 1)),
  http('web', 'orchestrator', url('HA_STATUS_ENDPOINT')),
  ...coreLinks('core'),
  ...coreLinks('core-candidate'),
  http('orchestrator', 'core', url('LIVE_ENDPOINT')),
  http('orchestrator', 'core-candidate', url('CANDIDATE_ENDPOINT')),
];
