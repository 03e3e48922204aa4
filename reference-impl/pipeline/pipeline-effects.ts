import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../durable/replace-file.ts';
import { syncFolder } from '../durable/sync-folder.ts';
import { publishOnce } from '../effects/publish-once.ts';
import { messageOf } from '../resilience/errors/error-response.ts';
import { withRollback } from '../resilience/errors/with-rollback.ts';
import type { FailedPart } from '../resilience/partial/run-parts.ts';
import type { Idea } from './idea.ts';
import type { CodedPart } from './idea-state.ts';
import type { IssueOutbox } from './issue-outbox.ts';
import { marked } from './marked.ts';
import type { Tracker } from './tracker-client.ts';

/** What the pipeline does to the world outside: files, effects that happen once, issues. */
export interface PipelineEffects {
  /** Keeps the accepted work: its files, and the effect that is keyed by the milestone. */
  commit(idea: Idea, parts: readonly CodedPart[], how: 'done' | 'degraded'): Promise<void>;
  /** Resolves to the issue's number; rejects when the tracker is away, and keeps it for later. */
  openIssue(idea: Idea, failed: FailedPart<string>): Promise<number>;
  mark(idea: Idea, mark: 'partial success'): Promise<void>;
  assignIssue(issue: number): Promise<void>;
  rollBack(idea: Idea): Promise<void>;
  /** The effect of the idea as a whole. */
  finish(idea: Idea): Promise<void>;
}

/** What the effects are made of. */
export interface EffectParts {
  readonly workFolder: string;
  readonly effectsFolder: string;
  readonly owner: string;
  readonly outbox: IssueOutbox;
  readonly tracker: Tracker | undefined;
  readonly assignee: string;
}

/** Creates the effects of a pipeline. */
export function createPipelineEffects(options: EffectParts): PipelineEffects {
  const { workFolder, effectsFolder, owner, outbox, tracker, assignee } = options;
  const folderOf = (idea: Idea): string => {
    const { ideaId, currentMilestone } = idea.state();
    return join(workFolder, encodeURIComponent(ideaId), `m${currentMilestone}`);
  };
  const publish = (key: string, text: string, more: object = {}) =>
    publishOnce(effectsFolder, key, {
      ...{ key, text, executedBy: owner, executionId: randomUUID() },
      ...more,
    });

  return {
    async commit(idea, parts, how) {
      const { ideaId, currentMilestone: n, milestones } = idea.state();
      await writeWork(folderOf(idea), parts);
      const said = parts.map(({ name, degraded }) => ({ name, degraded }));
      const text = `${ideaId} m${n}: ${milestones[n - 1]?.title}`;
      await publish(milestoneKey(ideaId, n), text, { parts: said, how });
    },
    async openIssue(idea, { part, error }) {
      const { ideaId, currentMilestone: n, milestones } = idea.state();
      const number = await outbox.open({
        key: `${ideaId}/m${n}/${part}`,
        title: `${ideaId}: ${part} failed at milestone ${n}`,
        body: `Milestone: ${milestones[n - 1]?.title}\n\nReason: ${messageOf(error)}`,
        labels: ['pipeline', 'partial-success'],
        assignees: [assignee],
      });
      if (number === undefined) throw new Error('the tracker is away: the issue is kept for later');
      const add = milestones.map((one, at) =>
        at === n - 1 && !one.issues.includes(number)
          ? { ...one, issues: [...one.issues, number] }
          : one,
      );
      idea.change({ milestones: add });
      return number;
    },
    async mark(idea, mark) {
      idea.change(marked(idea, mark));
      await idea.checkpoints.checkpoint('mark');
    },
    async assignIssue(issue) {
      await tracker?.assign(issue, [assignee]);
    },
    rollBack: (idea) => rm(folderOf(idea), { recursive: true, force: true }),
    async finish(idea) {
      const { ideaId, text, degraded } = idea.state();
      await publish(ideaId, text, { degraded });
    },
  };
}

/** The key under which a milestone takes effect, once. */
export const milestoneKey = (ideaId: string, n: number): string => `${ideaId}-m${n}`;

/** All files of a milestone or none: what a full disk cut off is taken away again (U7). */
async function writeWork(folder: string, parts: readonly CodedPart[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await withRollback(async (onRollback) => {
    onRollback('the files of the milestone', () => rm(folder, { recursive: true, force: true }));
    for (const { name, text } of parts) await replaceFile(join(folder, `${name}.md`), `${text}\n`);
    await syncFolder(dirname(folder));
    await syncFolder(dirname(dirname(folder)));
  });
}
