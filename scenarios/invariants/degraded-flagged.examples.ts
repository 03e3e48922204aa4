import type { Example } from '../../harness/invariants/testing/example.ts';
import { asks, cutPipelineHistory, pipelineHistory, says } from './testing/pipeline-histories.ts';

const result = (reference: string, atMs: number, degraded: boolean) =>
  says('agentResult', atMs, {
    ...{ agent: 'coder-1', reference, degraded },
    source: degraded ? 'template' : 'model',
  });
const answered = (key: string, atMs: number) => asks('nano', atMs, { key });
const failed = (key: string, atMs: number) => asks('nano', atMs, { key, status: 503 });

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'a model answers, or a template is marked',
    is: 'held',
    history: pipelineHistory([
      ...[failed('one', 100), answered('one', 200), result('one', 210, false)],
      ...[failed('two', 300), result('two', 310, true)],
    ]),
  },
  {
    title: 'a model answers after its time limit',
    is: 'held',
    history: pipelineHistory([
      asks('nano', 100, { key: 'one', answeredAtMs: 1105, endedAtMs: 1105 }),
      result('one', 1200, true),
    ]),
  },
  {
    title: 'a fault has touched the only answer',
    is: 'held',
    history: pipelineHistory([
      asks('nano', 100, { key: 'one', steps: [1] }),
      result('one', 900, true),
    ]),
  },
  {
    title: 'a template is told as a model’s answer',
    is: 'violated',
    saying: 'not degraded, and no model had answered',
    history: pipelineHistory([failed('one', 100), answered('two', 100), result('one', 210, false)]),
  },
  {
    title: 'a model’s answer is told as degraded',
    is: 'violated',
    saying: 'as degraded, though a model had answered',
    history: pipelineHistory([answered('one', 100), result('one', 210, true)]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutPipelineHistory([answered('one', 100), result('one', 210, false)]),
  },
  {
    title: 'no agent told anything',
    is: 'vacuous',
    history: pipelineHistory([answered('one', 100)]),
  },
];
