import { createMemoryLog } from '../../logging/memory-log.ts';
import { createAgentBreakers } from '../../resilience/breaker/agent-breakers.ts';
import { createFailoverManager } from '../../resilience/failover/failover-manager.ts';
import type { CheckpointSaver } from '../../savers/checkpoint-saver.ts';
import type { IdeaGround } from '../idea-ground.ts';
import { marked } from '../marked.ts';
import { milestoneKey, type PipelineEffects } from '../pipeline-effects.ts';
import { referenceIn } from '../prompt-reference.ts';
import { AgentWithoutModel } from '../run-agent.ts';

/** What agents ask and do, in memory only; for tests. */
export interface InMemoryGround {
  readonly ground: IdeaGround;
  readonly log: ReturnType<typeof createMemoryLog>;
  /** The references of all questions, in order. */
  readonly asked: string[];
  /** How often each effect was published that was not there before. */
  readonly effects: Map<string, number>;
}

/** Makes a ground whose models refuse what `refuses` says; effects outlive it when they are given. */
export function inMemoryGround(
  refuses: (reference: string) => boolean,
  effects = new Map<string, number>(),
): InMemoryGround {
  const log = createMemoryLog();
  const asked: string[] = [];
  const failover = createFailoverManager({
    log,
    async ask(_model, { prompt }) {
      const reference = referenceIn(prompt);
      asked.push(reference);
      if (refuses(reference)) throw Object.assign(new Error('refused'), { status: 400 });
      return { text: '1. one\n2. two' };
    },
  });
  const isFailure = (error: unknown) => error instanceof AgentWithoutModel;
  let order = 0;
  const ground: IdeaGround = {
    ...{ failover, log, breakers: createAgentBreakers({ waitMs: 0, isFailure }) },
    ...{ coders: 3, milestonesMax: 2, batchRetries: 1, effects: effectsInto(effects) },
    ...{ signal: new AbortController().signal, nextOrder: () => ++order },
  };
  return { ground, log, asked, effects };
}

function effectsInto(effects: Map<string, number>): PipelineEffects {
  let issues = 0;
  const publish = (key: string) => void effects.set(key, effects.get(key) ?? 1);
  return {
    async commit(idea) {
      const { ideaId, currentMilestone } = idea.state();
      publish(milestoneKey(ideaId, currentMilestone));
    },
    openIssue: async () => ++issues,
    async mark(idea, mark) {
      idea.change(marked(idea, mark));
      await idea.checkpoints.checkpoint('mark');
    },
    assignIssue: async () => undefined,
    rollBack: async () => undefined,
    finish: async (idea) => publish(idea.state().ideaId),
  };
}

/** A saver that fails at its nth put and at all later ones, as that of a process that is killed. */
export function dyingSaver(saver: CheckpointSaver, nth: number): CheckpointSaver {
  let puts = 0;
  return {
    ...saver,
    async put(config, checkpoint, metadata) {
      puts += 1;
      if (puts >= nth) throw new Error('killed');
      return saver.put(config, checkpoint, metadata);
    },
  };
}
