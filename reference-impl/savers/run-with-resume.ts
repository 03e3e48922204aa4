import type { Log } from '../logging/create-logger.ts';
import type { CheckpointSaver, Json } from './checkpoint-saver.ts';
import { SaverError } from './saver-error.ts';

/** One step of a run: it takes the state of the run, and gives the next one. */
export interface RunStep {
  readonly name: string;
  run(state: Json): Promise<Json>;
}

/** A run that survives crashes. */
export interface ResumableRun {
  readonly saver: CheckpointSaver;
  readonly threadId: string;
  readonly initial: Json;
  readonly steps: readonly RunStep[];
  /** How often one life may begin again after a step has thrown. */
  readonly restartsMax: number;
  readonly log: Log;
}

/**
 * Runs the steps in order, each saved before the next begins. After a crash, whether a step threw or
 * the process was killed and started again, it goes on from the last checkpoint (U9): only a step
 * that was not saved runs again. Rejects with the step's error once the restarts are used up.
 */
export async function runWithResume(run: ResumableRun): Promise<Json> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await runOnce(run);
    } catch (error) {
      const isOurs = error instanceof SaverError;
      if (isOurs || restarts >= run.restartsMax) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const { threadId } = run;
      run.log.warn({ event: 'restarted', threadId, reason, restarts: restarts + 1 }, reason);
    }
  }
}

async function runOnce({ saver, threadId, initial, steps, log }: ResumableRun): Promise<Json> {
  const newest = await saver.getTuple({ threadId });
  let done = newest?.metadata.step ?? 0;
  let state = newest?.checkpoint.state ?? initial;
  ensureSameRun(threadId, steps, { done, last: newest?.metadata.name });
  if (newest !== undefined) log.info({ event: 'resumed', threadId, step: done }, `step ${done}`);
  for (const { name, run } of steps.slice(done)) {
    state = await run(state);
    done += 1;
    const source = done === steps.length ? 'finish' : 'step';
    await saver.put({ threadId }, { id: `${done}`, state }, { source, step: done, name });
  }
  return state;
}

/** Steps that were changed since the checkpoint cannot be gone on with by their number. */
function ensureSameRun(
  threadId: string,
  steps: readonly RunStep[],
  { done, last }: { readonly done: number; readonly last: Json | undefined },
): void {
  const expected = steps[done - 1]?.name;
  if (done === 0 || expected === last) return;
  const message =
    `thread ${threadId} was saved after step ${done} "${String(last)}", but that step now is ` +
    `"${expected}"; finish it with the program that began it, or take another thread`;
  throw new SaverError('unreadable', message);
}
