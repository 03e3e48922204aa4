import type { Example } from '../../harness/invariants/testing/example.ts';
import { asks, cutPipelineHistory, pipelineHistory, says } from './testing/pipeline-histories.ts';

const changes = (atMs: number, from: string, to: string, life = 0) =>
  says('breaker', atMs, { name: 'nano', from, to }, life);
const halfOpen = changes(2100, 'open', 'halfOpen');
const closes = changes(2200, 'halfOpen', 'closed');

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'one probe goes through, and the others after its decision',
    is: 'held',
    history: pipelineHistory([
      ...[halfOpen, asks('nano', 2100), asks('other', 2120), closes],
      ...[asks('nano', 2200), asks('nano', 2201)],
    ]),
  },
  {
    title: 'two calls go through before the decision',
    is: 'violated',
    saying: '2 calls went through before its decision; 1 may',
    history: pipelineHistory([halfOpen, asks('nano', 2101), asks('nano', 2102), closes]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutPipelineHistory([halfOpen, asks('nano', 2101)]),
  },
  {
    title: 'no breaker was half open',
    is: 'vacuous',
    history: pipelineHistory([changes(100, 'closed', 'open'), asks('nano', 50)]),
  },
];
