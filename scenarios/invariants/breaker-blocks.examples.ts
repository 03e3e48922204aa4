import type { Example } from '../../harness/invariants/testing/example.ts';
import { asks, cutPipelineHistory, pipelineHistory, says } from './testing/pipeline-histories.ts';

const changes = (atMs: number, from: string, to: string) =>
  says('breaker', atMs, { name: 'nano', from, to });
const opens = changes(100, 'closed', 'open');
const skipped = (atMs: number) => says('modelFailover', atMs, { action: 'skipped', model: 'nano' });

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'a call is blocked while the breaker is open, and sent when the reset time has passed',
    is: 'held',
    history: pipelineHistory([
      ...[asks('nano', 50), opens, skipped(500), asks('other', 600)],
      ...[changes(2100, 'open', 'halfOpen'), asks('nano', 2101)],
    ]),
  },
  {
    title: 'a call that was let through just before is sent just after',
    is: 'held',
    history: pipelineHistory([opens, asks('nano', 105), skipped(500)]),
  },
  {
    title: 'a call is sent while the breaker is open',
    is: 'violated',
    saying: 'opened at 100 ms for 2,000 ms',
    history: pipelineHistory([opens, skipped(500), asks('nano', 600)]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutPipelineHistory([opens, skipped(500)]),
  },
  {
    title: 'nobody called while the breaker was open',
    is: 'vacuous',
    history: pipelineHistory([opens]),
  },
];
