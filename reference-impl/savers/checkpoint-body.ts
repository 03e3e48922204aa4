import { z } from 'zod';
import type {
  Checkpoint,
  CheckpointMetadata,
  CheckpointTuple,
  SaverConfig,
} from './checkpoint-saver.ts';
import { SaverError } from './saver-error.ts';

const metadataSchema = z.looseObject({ source: z.string().min(1), step: z.int().min(0) });

/** A checkpoint that is ready to be stored: its names, and all the rest as one text. */
export interface StoredCheckpoint {
  readonly threadId: string;
  readonly id: string;
  readonly body: string;
}

/** Checks a checkpoint and turns it into text; throws `SaverError` when it is none. */
export function encodeCheckpoint(
  config: SaverConfig,
  checkpoint: Checkpoint,
  metadata: CheckpointMetadata,
): StoredCheckpoint {
  checkName('threadId', config.threadId);
  checkName('checkpoint.id', checkpoint.id);
  const read = metadataSchema.safeParse(metadata);
  if (!read.success) {
    const [issue] = read.error.issues;
    const field = ['metadata', ...(issue?.path ?? [])].join('.');
    throw new SaverError('refused', `${field} is not as it must be: ${issue?.message}`);
  }
  return {
    threadId: config.threadId,
    id: checkpoint.id,
    body: textOf([checkpoint.state, metadata]),
  };
}

/** Turns a stored checkpoint back; throws `SaverError` when its text is damaged. */
export function decodeCheckpoint({ threadId, id, body }: StoredCheckpoint): CheckpointTuple {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw damaged(threadId, id, error);
  }
  if (!Array.isArray(parsed) || parsed.length !== 2) throw damaged(threadId, id);
  // Only `encodeCheckpoint` writes these texts, and it has checked both parts.
  const [state, metadata] = parsed as [Checkpoint['state'], CheckpointMetadata];
  return { config: { threadId, checkpointId: id }, checkpoint: { id, state }, metadata };
}

/** Checks the name of a thread or a checkpoint; a half of a surrogate pair has no text in a file. */
export function checkName(what: string, name: string): void {
  if (typeof name === 'string' && name !== '' && name.isWellFormed()) return;
  throw new SaverError('refused', `${what} must be a text of whole characters, not empty`);
}

/** Checks how many checkpoints are asked for. */
export function checkLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 0)) return;
  throw new SaverError('refused', `limit is ${limit}; allowed: a whole number from 0`);
}

function textOf(value: readonly [unknown, unknown]): string {
  if (value[0] === undefined) throw new SaverError('refused', 'checkpoint.state is undefined');
  try {
    return JSON.stringify(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SaverError('refused', `the checkpoint cannot be written as JSON: ${reason}`, {
      cause: error,
    });
  }
}

function damaged(threadId: string, id: string, cause?: unknown): SaverError {
  const message = `checkpoint ${id} of thread ${threadId} is damaged: no JSON of state and metadata`;
  return new SaverError('unreadable', message, { cause });
}
