import type { Log } from '../logging/create-logger.ts';
import type { CheckpointSaver, Json } from '../savers/checkpoint-saver.ts';
import { type Checkpointable, createCheckpointable } from '../savers/checkpointable.ts';
import { type IdeaState, readIdeaState } from './idea-state.ts';

/** An idea in the making: its state, and the checkpoints that it survives by. */
export interface Idea {
  readonly state: () => IdeaState;
  change(fields: Partial<IdeaState>): void;
  readonly checkpoints: Checkpointable;
}

/** How ideas are kept. */
export interface IdeaKeeping {
  readonly saver: CheckpointSaver;
  readonly autoCheckpoint: boolean;
  readonly intervalMs: number;
  readonly log: Log;
}

/** Makes an idea out of its first state, or out of the saved one when `checkpoints.resume` is called. */
export function openIdea(first: IdeaState, keeping: IdeaKeeping): Idea {
  let state = first;
  const checkpoints = createCheckpointable({
    ...keeping,
    threadId: first.ideaId,
    // Made of JSON values only, by its schema.
    snapshot: () => state as unknown as Json,
    restore: (saved) => {
      state = readIdeaState(saved);
    },
  });
  return {
    state: () => state,
    change(fields) {
      state = { ...state, ...fields };
    },
    checkpoints,
  };
}
