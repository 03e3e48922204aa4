import { agentText } from './agent-text.ts';
import { codeMilestone } from './code-milestone.ts';
import type { Idea } from './idea.ts';
import type { IdeaGround } from './idea-ground.ts';
import type { Milestone } from './idea-state.ts';
import { readPlan } from './read-plan.ts';
import { runAgent } from './run-agent.ts';

/**
 * Works on an idea from wherever its state says that it is, to its end: plan, then milestone by
 * milestone code and review. A milestone is acknowledged once the state after it is saved.
 */
export async function runIdea(ground: IdeaGround, idea: Idea): Promise<void> {
  for (;;) {
    ground.signal.throwIfAborted();
    switch (idea.state().phase) {
      case 'planning':
        await plan(ground, idea);
        break;
      case 'coding':
        await codeMilestone(ground, idea);
        break;
      case 'reviewing':
        await review(ground, idea);
        break;
      case 'done':
      case 'failed':
        return;
    }
  }
}

async function plan(ground: IdeaGround, idea: Idea): Promise<void> {
  const { ideaId, text, degraded } = idea.state();
  const task = {
    ...({ agent: 'planner', role: 'planner', reference: `${ideaId}/plan` } as const),
    ...{ prompt: `Plan the milestones of this idea:\n${text}`, signal: ground.signal },
  };
  const result = await idea.checkpoints.decide('apiCall', () => runAgent(ground, task));
  const titles =
    result.source === 'template' && result.output.role === 'planner'
      ? result.output.milestones.map(({ title }) => title)
      : readPlan(agentText(result), ground.milestonesMax);
  if (result.source === 'none') return fail(ground, idea, `no plan: ${result.error}`);
  const milestones = titles.map((title): Milestone => {
    return { title, mark: 'open', issues: [], review: null };
  });
  idea.change({
    ...{ milestones, phase: 'coding', currentMilestone: 1 },
    degraded: degraded || result.degraded,
  });
  await idea.checkpoints.checkpoint('handoff');
}

async function review(ground: IdeaGround, idea: Idea): Promise<void> {
  const { ideaId, currentMilestone: n, milestones, parts } = idea.state();
  const work = parts.map(({ name, text }) => `${name}:\n${text}`).join('\n\n');
  const task = {
    ...({ agent: 'reviewer', role: 'reviewer', reference: `${ideaId}/m${n}/review` } as const),
    ...{ prompt: `Review the work on "${milestones[n - 1]?.title}":\n${work}` },
    signal: ground.signal,
  };
  const result = await idea.checkpoints.decide('apiCall', () => runAgent(ground, task));
  if (result.source === 'none') return fail(ground, idea, `no review: ${result.error}`);
  const isLast = n >= milestones.length;
  if (isLast) await ground.effects.finish(idea);
  idea.change({
    milestones: milestones.map((one, at) =>
      at === n - 1 ? { ...one, review: agentText(result) } : one,
    ),
    degraded: idea.state().degraded || result.degraded,
    ...{ currentMilestone: n + 1, round: 1, parts: [] },
    ...(isLast ? { phase: 'done', can_resume: false } : { phase: 'coding' }),
  });
  await idea.checkpoints.checkpoint('milestone');
  const said = { event: 'milestone', ideaId, n, phase: 'acknowledged' };
  ground.log.info(said, `${ideaId}: milestone ${n} is acknowledged`);
  if (isLast) ground.log.info({ event: 'idea', ideaId, phase: 'done' }, `${ideaId} is done`);
}

async function fail({ log }: IdeaGround, idea: Idea, failure: string): Promise<void> {
  idea.change({ phase: 'failed', can_resume: false, failure });
  await idea.checkpoints.checkpoint('failed');
  const { ideaId } = idea.state();
  log.error({ event: 'idea', ideaId, phase: 'failed', reason: failure }, failure);
}
