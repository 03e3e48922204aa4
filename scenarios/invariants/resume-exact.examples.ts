import type { EventDraft } from '../../harness/core/history.ts';
import { effect } from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutPipelineHistory, pipelineHistory, says } from './testing/pipeline-histories.ts';

const milestone = (phase: string, n: number, atMs: number, life = 0) =>
  says('milestone', atMs, { ideaId: 'idea', n, phase }, life);
const takesEffect = (n: number, atMs: number) => effect(`idea-m${n}`, atMs);
const part = (phase: string, n: number, atMs: number, life = 0) =>
  says('part', atMs, { ideaId: 'idea', n, round: 1, name: 'coder-1', phase }, life);

/** A milestone from its begin to its acknowledgement. */
const whole = (n: number, atMs: number, life = 0): readonly EventDraft[] => [
  milestone('begun', n, atMs, life),
  takesEffect(n, atMs + 20),
  milestone('acknowledged', n, atMs + 40, life),
];

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'the next life goes on with the next milestone',
    is: 'held',
    history: pipelineHistory([...whole(1, 100), ...whole(2, 1100, 1)]),
  },
  {
    title: 'the milestone that was not acknowledged runs again, with one effect',
    is: 'held',
    history: pipelineHistory([
      ...[...whole(1, 100), milestone('begun', 2, 200), takesEffect(2, 220)],
      ...[milestone('begun', 2, 1100, 1), milestone('acknowledged', 2, 1140, 1)],
    ]),
  },
  {
    title: 'a milestone was saved by a life that ended before it could say so',
    is: 'held',
    history: pipelineHistory([
      ...[...whole(1, 100), milestone('begun', 2, 200), takesEffect(2, 220), ...whole(3, 1100, 1)],
    ]),
  },
  {
    title: 'an acknowledged milestone runs again',
    is: 'violated',
    saying: 'went on at 1,100 ms with milestone 1, though 1 was acknowledged',
    history: pipelineHistory([...whole(1, 100), milestone('begun', 1, 1100, 1)]),
  },
  {
    title: 'a milestone is skipped',
    is: 'violated',
    saying: 'milestone 2 was skipped',
    history: pipelineHistory([...whole(1, 100), ...whole(3, 1100, 1)]),
  },
  {
    title: 'a milestone takes effect twice',
    is: 'violated',
    saying: 'idea-m2 took effect 2 times',
    history: pipelineHistory([
      ...[...whole(1, 100), milestone('begun', 2, 200), takesEffect(2, 220), ...whole(2, 1100, 1)],
    ]),
  },
  {
    title: 'a part that the shutdown had saved is coded again',
    is: 'violated',
    saying: 'coder-1 of milestone 1 was saved at the shutdown and coded again',
    history: pipelineHistory([
      ...[milestone('begun', 1, 100), part('begun', 1, 110), part('done', 1, 150)],
      ...[says('checkpoint', 200, { part: 'pipeline', ok: true }), milestone('begun', 1, 1000, 1)],
      ...[part('begun', 1, 1010, 1), takesEffect(1, 1100)],
    ]),
  },
  {
    title: 'a milestone is acknowledged without ever taking effect',
    is: 'violated',
    saying: 'milestone 2 of idea was acknowledged without effect',
    history: pipelineHistory([
      ...[...whole(1, 100), milestone('begun', 2, 1100, 1), milestone('acknowledged', 2, 1140, 1)],
    ]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutPipelineHistory([...whole(1, 100), ...whole(2, 1100, 1)]),
  },
  {
    title: 'nothing was resumed',
    is: 'vacuous',
    history: pipelineHistory([...whole(1, 100), ...whole(2, 200)]),
  },
];
