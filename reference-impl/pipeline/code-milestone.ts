import { messageOf } from '../resilience/errors/error-response.ts';
import type { DonePart, FailedPart } from '../resilience/partial/run-parts.ts';
import { agentText } from './agent-text.ts';
import type { Idea } from './idea.ts';
import type { IdeaGround } from './idea-ground.ts';
import type { CodedPart } from './idea-state.ts';
import { marked } from './marked.ts';
import { runAgent } from './run-agent.ts';

/** A coder that has no code to show; what stands in for it is at hand. */
class PartFailed extends Error {
  override readonly name = 'PartFailed';
  readonly standIn: CodedPart | undefined;

  constructor(reason: string, standIn: CodedPart | undefined) {
    super(reason);
    this.standIn = standIn;
  }
}

/**
 * Lets the coders work on the current milestone in parallel, and follows the ruling on them (F5). A
 * template is no code: its coder counts as failed. Where the batch is rejected to the last, and only
 * because no model answers, the templates are taken after all, flagged (F4). Parts that the saved
 * state has already are not coded again.
 */
export async function codeMilestone(ground: IdeaGround, idea: Idea): Promise<void> {
  const { ideaId, currentMilestone: n, round: begunWith } = idea.state();
  const say = sayer(ground, idea);
  ground.log.info(
    { event: 'milestone', ideaId, n, phase: 'begun', round: begunWith },
    `${ideaId}: milestone ${n} begins`,
  );
  const names = Array.from({ length: ground.coders }, (_, at) => `coder-${at + 1}`);
  const { effects } = ground;
  const end = await ground.failover.runParts<string, CodedPart, number>({
    parts: names,
    run: (name, round) => codePart(ground, idea, { name, round: begunWith + round - 1 }),
    maxRetries: Math.max(0, ground.batchRetries - (begunWith - 1)),
    onRuling(ruling, round) {
      ground.signal.throwIfAborted();
      const said = { ideaId, n, ...ruling, round: begunWith + round - 1 };
      const { minSuccessRate } = ground.failover.options;
      const order = ground.nextOrder();
      const fields = { event: 'milestoneRuling', ...said, minSuccessRate, order };
      ground.log.info(fields, `${ideaId}: milestone ${n}: ${ruling.decision}`);
    },
    effects: {
      commit: (done) => say('commit', () => effects.commit(idea, codedOf(done), 'done')),
      openIssue: (failed) => say('createIssue', () => effects.openIssue(idea, failed)),
      markMilestone: (mark) => say('markMilestone', () => effects.mark(idea, mark)),
      assignIssue: (issue) => say('assignIssue', () => effects.assignIssue(issue)),
      rollBack: () => say('rollBack', () => rollBack(ground, idea)),
    },
  });
  for (const reason of end.notDone) {
    ground.log.warn({ event: 'notDone', ideaId, n, reason }, reason);
  }
  if (end.continues) {
    if (end.ruling.decision === 'perfect') idea.change(marked(idea, 'perfect'));
    return goOn(ground, idea, codedOf(end.done));
  }
  await takeStandIns(ground, idea, end);
}

type Sayer = <Result>(action: string, act: () => Promise<Result>) => Promise<Result>;

/** Says each action of a ruling once it is done, in the order in which they are done. */
function sayer({ log, nextOrder }: IdeaGround, idea: Idea): Sayer {
  return async (action, act) => {
    const { ideaId, currentMilestone: n, round } = idea.state();
    const fields = { event: 'milestoneAction', ideaId, n, round, action };
    try {
      const result = await act();
      log.info({ ...fields, ok: true, order: nextOrder() }, `${ideaId}: milestone ${n}: ${action}`);
      return result;
    } catch (error) {
      const reason = messageOf(error);
      const said = `${ideaId}: milestone ${n}: ${action}: ${reason}`;
      log.warn({ ...fields, ok: false, reason, order: nextOrder() }, said);
      throw error;
    }
  };
}

interface PartRound {
  readonly name: string;
  readonly round: number;
}

async function codePart(ground: IdeaGround, idea: Idea, part: PartRound): Promise<CodedPart> {
  const { name, round } = part;
  const { ideaId, currentMilestone: n, milestones, parts } = idea.state();
  const kept = parts.find((one) => one.name === name);
  if (kept !== undefined) return kept;
  const facts = { event: 'part', ideaId, n, round, name };
  ground.log.info({ ...facts, phase: 'begun' }, `${ideaId}: ${name} begins`);
  const title = milestones[n - 1]?.title;
  const task = {
    ...({ agent: name, role: 'coder', cluster: 'coders' } as const),
    reference: `${ideaId}/m${n}/${name}/${round}`,
    prompt: `Code your part (${name}) of "${title}" of this idea:\n${idea.state().text}`,
    signal: ground.signal,
  };
  const result = await idea.checkpoints.decide('apiCall', () => runAgent(ground, task));
  const { model, degraded } = result;
  const coded = { name, text: agentText(result), model, degraded };
  if (result.source !== 'model') {
    const reason = result.error;
    ground.log.warn({ ...facts, phase: 'failed', reason }, `${ideaId}: ${name} failed`);
    throw new PartFailed(reason, degraded ? coded : undefined);
  }
  idea.change({ parts: [...idea.state().parts, coded] });
  ground.log.info({ ...facts, phase: 'done' }, `${ideaId}: ${name} is done`);
  await idea.checkpoints.checkpoint('part');
  return coded;
}

async function rollBack(ground: IdeaGround, idea: Idea): Promise<void> {
  await ground.effects.rollBack(idea);
  idea.change({ parts: [], round: idea.state().round + 1 });
  await idea.checkpoints.checkpoint('rollBack');
}

interface Rejected {
  readonly done: readonly DonePart<string, CodedPart>[];
  readonly failed: readonly FailedPart<string>[];
}

async function takeStandIns(ground: IdeaGround, idea: Idea, end: Rejected): Promise<void> {
  const say = sayer(ground, idea);
  const standIns = end.failed.flatMap(({ error }) =>
    error instanceof PartFailed && error.standIn !== undefined ? [error.standIn] : [],
  );
  if (standIns.length < end.failed.length) {
    const failure = 'too few coders succeeded, and nothing stands in for the others';
    idea.change({ phase: 'failed', can_resume: false, failure });
    await idea.checkpoints.checkpoint('failed');
    const { ideaId } = idea.state();
    ground.log.error({ event: 'idea', ideaId, phase: 'failed', reason: failure }, failure);
    return;
  }
  const parts = [...codedOf(end.done), ...standIns];
  await say('commitDegraded', () => ground.effects.commit(idea, parts, 'degraded'));
  idea.change({ ...marked(idea, 'degraded'), degraded: true });
  await goOn(ground, idea, parts);
}

async function goOn(ground: IdeaGround, idea: Idea, parts: readonly CodedPart[]): Promise<void> {
  const { ideaId, currentMilestone: n, round } = idea.state();
  idea.change({ phase: 'reviewing', parts: [...parts] });
  await idea.checkpoints.checkpoint('handoff');
  const fields = { event: 'milestoneAction', ideaId, n, round, action: 'continue' };
  const order = ground.nextOrder();
  ground.log.info({ ...fields, ok: true, order }, `${ideaId}: milestone ${n} goes to its review`);
}

const codedOf = (done: readonly DonePart<string, CodedPart>[]) => done.map(({ result }) => result);
