import type { Log } from '../logging/create-logger.ts';
import { messageOf } from '../resilience/errors/error-response.ts';
import { type Idea, type IdeaKeeping, openIdea } from './idea.ts';
import { type IdeaState, newIdea } from './idea-state.ts';

/** How a desk works. */
export interface DeskOptions {
  readonly keeping: IdeaKeeping;
  readonly sessionId: string;
  /** Works on one idea, to its end. */
  readonly work: (idea: Idea) => Promise<void>;
  /** Makes the work stop; what it had begun then rejects. */
  readonly interrupt: () => void;
  /** The work on an idea failed in a way that no state of it tells. */
  readonly onFailure: (error: unknown) => void;
  readonly log: Log;
}

/** Takes ideas in, and has them worked on one after the other. */
export interface IdeaDesk {
  /** Resolves once the idea is saved; one that is known already is not begun again. */
  accept(
    ideaId: string,
    text: string,
  ): Promise<{ readonly state: IdeaState; readonly isNew: boolean }>;
  states(): readonly IdeaState[];
  state(ideaId: string): IdeaState | undefined;
  /** Goes on with saved ideas: the named one, or all that are unfinished (F7, U9). */
  resume(ideaId: string): void;
  /** Stops the work and saves where every unfinished idea stands; resolves to their ids (F6). */
  interrupt(reason: string): Promise<readonly string[]>;
}

/** Opens a desk with all ideas that are saved; none of them is worked on yet. */
export async function openIdeaDesk(options: DeskOptions): Promise<IdeaDesk> {
  const { keeping, sessionId, log } = options;
  const ideas = new Map<string, Idea>();
  const waiting: Idea[] = [];
  let running: Promise<void> | undefined;
  let isOver = false;

  const accepting = new Map<string, Promise<Idea>>();
  for (const ideaId of await keeping.saver.threads()) {
    const idea = openIdea(newIdea(ideaId, '', sessionId), keeping);
    try {
      if ((await idea.checkpoints.resume()) !== undefined) ideas.set(ideaId, idea);
    } catch (error) {
      const reason = messageOf(error);
      log.error({ event: 'idea', ideaId, phase: 'unreadable', reason }, reason);
    }
  }
  const isOpen = (idea: Idea) => idea.state().can_resume;
  const goOn = async (): Promise<void> => {
    for (let idea = waiting.shift(); idea !== undefined && !isOver; idea = waiting.shift()) {
      const stop = idea.checkpoints.start();
      try {
        await options.work(idea);
      } catch (error) {
        if (!isOver) options.onFailure(error);
      } finally {
        await stop();
      }
    }
  };
  const begin = (idea: Idea): void => {
    if (isOver) return;
    waiting.push(idea);
    running ??= goOn().finally(() => {
      running = undefined;
    });
  };
  const create = async (ideaId: string, text: string): Promise<Idea> => {
    const idea = openIdea(newIdea(ideaId, text, sessionId), keeping);
    await idea.checkpoints.checkpoint('start');
    ideas.set(ideaId, idea);
    log.info({ event: 'idea', ideaId, phase: 'accepted' }, `${ideaId} is accepted`);
    begin(idea);
    return idea;
  };

  return {
    async accept(ideaId, text) {
      // Nothing may be waited for before the idea is entered here: two callers would both be first.
      const known = ideas.get(ideaId) ?? accepting.get(ideaId);
      if (known !== undefined) return { state: (await known).state(), isNew: false };
      const created = create(ideaId, text).finally(() => accepting.delete(ideaId));
      accepting.set(ideaId, created);
      return { state: (await created).state(), isNew: true };
    },
    states: () => [...ideas.values()].map((idea) => idea.state()),
    state: (ideaId) => ideas.get(ideaId)?.state(),
    resume(ideaId) {
      const wanted = ideaId === '' ? [...ideas.values()] : [ideas.get(ideaId)];
      const open = wanted.filter((idea) => idea !== undefined).filter(isOpen);
      if (open.length === 0) log.info({ event: 'resumed', none: true }, 'nothing to resume');
      for (const idea of open) {
        sayResumed(log, idea.state());
        idea.change({ emergency_shutdown: false, interrupt_reason: null });
        begin(idea);
      }
    },
    async interrupt(reason) {
      isOver = true;
      options.interrupt();
      await running;
      const open = [...ideas.values()].filter(isOpen);
      const shutdown_at = new Date().toISOString();
      await Promise.all(
        open.map((idea) => {
          idea.change({ emergency_shutdown: true, shutdown_at, interrupt_reason: reason });
          return idea.checkpoints.checkpoint('emergency');
        }),
      );
      return open.map((idea) => idea.state().ideaId);
    },
  };
}

function sayResumed(log: Log, state: IdeaState): void {
  const { ideaId, phase, currentMilestone, round, parts } = state;
  const done = parts.map(({ name }) => name);
  const fields = { event: 'resumed', ideaId, phase, milestone: currentMilestone, round, done };
  log.info(fields, `${ideaId} goes on at milestone ${currentMilestone}, ${phase}`);
}
