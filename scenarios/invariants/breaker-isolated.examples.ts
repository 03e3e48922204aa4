import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutPipelineHistory, pipelineHistory, says } from './testing/pipeline-histories.ts';

const fails = (agent: string, times: number, life = 0) =>
  Array.from({ length: times }, (_, at) =>
    says('agentCall', 100 * (at + 1), { agent, ok: false }, life),
  );
const opens = (agent: string, atMs: number, from = 'closed', life = 0) =>
  says('agentBreaker', atMs, { agent, from, to: 'open' }, life);

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'an agent fails five times, and its breaker opens',
    is: 'held',
    history: pipelineHistory([fails('coder-1', 5), fails('coder-2', 4), opens('coder-1', 501)]),
  },
  {
    title: 'a probe that fails opens it again',
    is: 'held',
    history: pipelineHistory([fails('coder-1', 1), opens('coder-1', 101, 'halfOpen')]),
  },
  {
    title: 'the failures of one agent open the breaker of another',
    is: 'violated',
    saying: 'the breaker of coder-2 opened at 501 ms after 1 failure of its own; it takes 5',
    history: pipelineHistory([fails('coder-1', 4), fails('coder-2', 1), opens('coder-2', 501)]),
  },
  {
    title: 'the failures of an earlier life count for nothing',
    is: 'violated',
    history: pipelineHistory([fails('coder-1', 5), opens('coder-1', 501, 'closed', 1)]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutPipelineHistory([fails('coder-1', 5), opens('coder-1', 501)]),
  },
  {
    title: 'no breaker opened',
    is: 'vacuous',
    history: pipelineHistory([fails('coder-1', 4)]),
  },
];
