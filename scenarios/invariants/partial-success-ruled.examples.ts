import type { EventDraft } from '../../harness/core/history.ts';
import { processEvent } from '../../harness/invariants/testing/drafts.ts';
import type { Example } from '../../harness/invariants/testing/example.ts';
import { cutPipelineHistory, pipelineHistory, says } from './testing/pipeline-histories.ts';

const batch = { ideaId: 'idea', n: 1, round: 1 };

/** So many coders begin, and the first ones succeed. */
const coded = (succeeded: number, total: number): readonly EventDraft[] =>
  Array.from({ length: total }, (_, at) => `coder-${at + 1}`).flatMap((name, at) => [
    says('part', 100, { ...batch, name, phase: 'begun' }),
    says('part', 200, { ...batch, name, phase: at < succeeded ? 'done' : 'failed' }),
  ]);

const ruled = (succeeded: number, total: number, decision: string) =>
  says('milestoneRuling', 300, { ...batch, succeeded, total, decision, order: 1 });

const acts = (...actions: readonly string[]): readonly EventDraft[] =>
  actions.map((action, at) =>
    says('milestoneAction', 400 + at, {
      ...{ ...batch, action: action.replace('!', ''), order: at + 2 },
      ok: !action.endsWith('!'),
    }),
  );

const twoOfThree = [...coded(2, 3), ruled(2, 3, 'continueWithWarning')];
const inOrder = ['commit', 'createIssue', 'markMilestone', 'assignIssue', 'continue'];
const down = processEvent('pipeline', 'exited', 450);

/** What the rule must say of tiny histories. */
export const examples: readonly Example[] = [
  {
    title: 'two of three are 67 %, a warning, followed up in order',
    is: 'held',
    history: pipelineHistory([...twoOfThree, ...acts(...inOrder)]),
  },
  {
    title: 'one of two is a caution, none of two is rejected, all are perfect',
    is: 'held',
    history: pipelineHistory([
      ...[...coded(1, 2), ruled(1, 2, 'continueWithCaution'), ...acts(...inOrder)],
    ]),
  },
  {
    title: 'a batch is rejected to the last and given over to its stand-ins',
    is: 'held',
    history: pipelineHistory([
      ...[
        ...coded(0, 2),
        ruled(0, 2, 'rejected'),
        ...acts('rollBack', 'commitDegraded', 'continue'),
      ],
    ]),
  },
  {
    title: 'an issue that could not be opened is not assigned',
    is: 'held',
    history: pipelineHistory([
      ...[...twoOfThree, ...acts('commit', 'createIssue!', 'markMilestone', 'continue')],
    ]),
  },
  {
    title: 'the pipeline is killed on the way',
    is: 'held',
    history: pipelineHistory([...twoOfThree, ...acts('commit', 'createIssue'), down]),
  },
  {
    title: 'two of three are ruled a caution',
    is: 'violated',
    saying: '2 of 3 coders succeeded, ruled continueWithCaution; F5 says continueWithWarning',
    history: pipelineHistory([
      ...[...coded(2, 3), ruled(2, 3, 'continueWithCaution'), ...acts(...inOrder)],
    ]),
  },
  {
    title: 'the milestone is marked before there is an issue',
    is: 'violated',
    saying: 'then came commit, markMilestone, createIssue',
    history: pipelineHistory([
      ...[
        ...twoOfThree,
        ...acts('commit', 'markMilestone', 'createIssue', 'assignIssue', 'continue'),
      ],
    ]),
  },
  {
    title: 'a failed part gets no issue',
    is: 'violated',
    history: pipelineHistory([...twoOfThree, ...acts('commit', 'markMilestone', 'continue')]),
  },
  {
    title: 'the follow-up just ends',
    is: 'violated',
    history: pipelineHistory([...twoOfThree, ...acts('commit', 'createIssue')]),
  },
  {
    title: 'the history stops early',
    is: 'unknown',
    history: cutPipelineHistory([...twoOfThree, ...acts('commit')]),
  },
  {
    title: 'nothing was ruled on',
    is: 'vacuous',
    history: pipelineHistory(coded(2, 3)),
  },
];
