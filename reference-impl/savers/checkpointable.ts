import type { Log } from '../logging/create-logger.ts';
import type { CheckpointSaver, CheckpointTuple, Json } from './checkpoint-saver.ts';

/** What an agent gives so that its checkpoints can be taken. */
export interface CheckpointableOptions {
  readonly saver: CheckpointSaver;
  readonly threadId: string;
  /** Off: only `checkpoint` takes one. */
  readonly autoCheckpoint: boolean;
  readonly intervalMs: number;
  /** The whole of the agent's state, as it is at this instant. */
  readonly snapshot: () => Json;
  /** Takes a state back; throws when it is none of its own. */
  readonly restore: (state: Json) => void;
  readonly log: Log;
}

/** An agent whose state survives its process (U2). */
export interface Checkpointable {
  /** Goes on from the newest checkpoint of the thread; undefined when there is none. */
  resume(): Promise<CheckpointTuple | undefined>;
  /** Takes a checkpoint now; rejects when it could not be saved. */
  checkpoint(source: string): Promise<void>;
  /**
   * Does what cannot be taken back, an API call or a handoff, after the state before it is saved. A
   * checkpoint that fails is logged and holds up nothing: the agent then works on unprotected.
   */
  decide<Result>(kind: 'apiCall' | 'handoff', act: () => Promise<Result>): Promise<Result>;
  /** Takes one each interval in which something has changed, until the returned function is called. */
  start(): () => Promise<void>;
}

/** Makes an agent's state survive: see `Checkpointable`. */
export function createCheckpointable(options: CheckpointableOptions): Checkpointable {
  const { saver, threadId, autoCheckpoint, log } = options;
  let step = 0;
  let savedText: string | undefined;

  const save = async (source: string): Promise<void> => {
    const state = options.snapshot();
    const text = JSON.stringify(state);
    const own = step;
    step += 1;
    const metadata = { source, step: own, savedAtMs: Date.now() };
    await saver.put({ threadId }, { id: `${own}`.padStart(10, '0'), state }, metadata);
    savedText = text;
  };
  const attempt = async (source: string): Promise<void> => {
    try {
      await save(source);
      log.debug({ event: 'snapshot', threadId, source, ok: true }, `checkpoint: ${source}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ event: 'snapshot', threadId, source, ok: false, reason }, reason);
    }
  };

  return {
    async resume() {
      const newest = await saver.getTuple({ threadId });
      if (newest === undefined) return undefined;
      options.restore(newest.checkpoint.state);
      step = newest.metadata.step + 1;
      savedText = JSON.stringify(newest.checkpoint.state);
      return newest;
    },
    checkpoint: save,
    async decide(kind, act) {
      if (autoCheckpoint) await attempt(kind);
      return act();
    },
    start: () => (autoCheckpoint ? repeat(options.intervalMs, beat) : async () => undefined),
  };

  async function beat(): Promise<void> {
    if (JSON.stringify(options.snapshot()) !== savedText) await attempt('interval');
  }
}

/** One run at a time: a save that outlasts its interval is not joined by a second one. */
function repeat(intervalMs: number, run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    running = run().finally(() => {
      isRunning = false;
    });
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
