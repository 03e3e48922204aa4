import { askService } from '../../ask-service.ts';
import { processStateOf } from '../../processes/pid-file.ts';
import type { HandStack } from '../../stack.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, fail } = findingsOf('failover');

/** Whether an address answers in the way of what should be there. */
type Answers = (url: string) => Promise<string | undefined>;

interface Expected {
  readonly role: string;
  readonly variable: string;
  readonly to: string;
  readonly suffix?: string;
}

const jsonRpc = '/jsonrpc';

/** Which address each running service must have been given (G7, G26). */
const expected: readonly Expected[] = [
  { role: 'web', variable: 'CORE_ENDPOINT', to: 'core' },
  { role: 'web', variable: 'CORE_FALLBACK_ENDPOINT', to: 'core-candidate' },
  { role: 'web', variable: 'HA_STATUS_ENDPOINT', to: 'orchestrator' },
  { role: 'core', variable: 'MCP_ENDPOINT', to: 'mcp', suffix: jsonRpc },
  { role: 'core', variable: 'MCP_FALLBACK_ENDPOINT', to: 'mcp-candidate', suffix: jsonRpc },
  { role: 'core-candidate', variable: 'PRIME_ENDPOINT', to: 'prime' },
  { role: 'core-candidate', variable: 'STUDY_ENDPOINT', to: 'study' },
  { role: 'core-candidate', variable: 'MCP_ENDPOINT', to: 'mcp', suffix: jsonRpc },
  {
    role: 'core-candidate',
    variable: 'MCP_FALLBACK_ENDPOINT',
    to: 'mcp-candidate',
    suffix: jsonRpc,
  },
  { role: 'orchestrator', variable: 'LIVE_ENDPOINT', to: 'core' },
  { role: 'orchestrator', variable: 'CANDIDATE_ENDPOINT', to: 'core-candidate' },
];

/** Whether the running services were given the right primaries and fallbacks, and each answers. */
export async function checkFailover(stack: HandStack): Promise<readonly Finding[]> {
  const findings = await Promise.all(expected.map((one) => look(stack, one)));
  return findings.flat();
}

async function look(
  stack: HandStack,
  { role, variable, to, suffix = '' }: Expected,
): Promise<readonly Finding[]> {
  const state = processStateOf(stack.folder, role);
  if (state.kind !== 'running') return [];
  const name = `${role} ${variable}`;
  const url = state.process.endpoints[variable] ?? '';
  const wanted = `${stack.urlOf(to)}${suffix}`;
  if (url === '') return [fail(name, `is not set, so there is no way to ${to}; it is ${wanted}`)];
  if (url !== wanted) return [fail(name, `is ${url}, and should be ${wanted}`)];
  const reason = await (suffix === jsonRpc ? speaksJsonRpc : lives)(url);
  if (reason !== undefined) return [fail(name, `${url}: ${reason}`)];
  return [pass(name, `${url} answers`)];
}

const lives: Answers = async (url) => {
  const asked = await askService(`${url}/live`);
  if (asked.kind === 'silent') return asked.reason;
  return asked.status === 200 ? undefined : `/live answered ${asked.status}`;
};

const speaksJsonRpc: Answers = async (url) => {
  const asked = await askService(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  if (asked.kind === 'silent') return asked.reason;
  const isAnswer = JSON.stringify(asked.body).includes('"remember"');
  return asked.status === 200 && isAnswer ? undefined : 'does not list the tool "remember"';
};
