import {
  checkLimit,
  checkName,
  decodeCheckpoint,
  encodeCheckpoint,
  type StoredCheckpoint,
} from './checkpoint-body.ts';
import type { CheckpointSaver, ListOptions } from './checkpoint-saver.ts';
import { SaverError } from './saver-error.ts';

/**
 * Creates a saver that keeps checkpoints for as long as the process lives. It keeps their text, so
 * that nobody's later change of an object reaches what was saved.
 */
export function createMemorySaver(): CheckpointSaver {
  const threads = new Map<string, Map<string, StoredCheckpoint>>();
  let isClosed = false;

  const storedOf = (threadId: string): readonly StoredCheckpoint[] => {
    if (isClosed) throw new SaverError('closed', 'the saver is closed');
    checkName('threadId', threadId);
    return [...(threads.get(threadId)?.values() ?? [])];
  };

  return {
    async put(config, checkpoint, metadata) {
      const stored = encodeCheckpoint(config, checkpoint, metadata);
      if (isClosed) throw new SaverError('closed', 'the saver is closed');
      const thread = threads.get(stored.threadId) ?? new Map<string, StoredCheckpoint>();
      threads.set(stored.threadId, thread.set(stored.id, stored));
      return { threadId: stored.threadId, checkpointId: stored.id };
    },
    async getTuple({ threadId, checkpointId }) {
      const stored = storedOf(threadId);
      const found =
        checkpointId === undefined ? stored.at(-1) : stored.find(({ id }) => id === checkpointId);
      return found === undefined ? undefined : decodeCheckpoint(found);
    },
    async list({ threadId }, options = {}) {
      checkLimit(options.limit);
      return partOf(storedOf(threadId), options).map(decodeCheckpoint);
    },
    async threads() {
      if (isClosed) throw new SaverError('closed', 'the saver is closed');
      return [...threads.keys()].sort(byBytes);
    },
    async close() {
      isClosed = true;
    },
  };
}

function partOf(
  stored: readonly StoredCheckpoint[],
  { limit, before }: ListOptions,
): readonly StoredCheckpoint[] {
  const end = before === undefined ? stored.length : stored.findIndex(({ id }) => id === before);
  return stored.slice(0, Math.max(0, end)).reverse().slice(0, limit);
}

/** The order of their UTF-8 bytes, which is that of a database too. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
