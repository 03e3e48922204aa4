import {
  checkLimit,
  checkName,
  decodeCheckpoint,
  encodeCheckpoint,
  type StoredCheckpoint,
} from './checkpoint-body.ts';
import type { CheckpointSaver } from './checkpoint-saver.ts';
import { createGroupCommit } from './group-commit.ts';
import { openCheckpointDatabase } from './open-checkpoint-database.ts';
import { prepareStatements } from './prepare-statements.ts';
import { SaverError } from './saver-error.ts';

/** How a SQLite saver is opened. */
export interface SqliteSaverOptions {
  /** How long a call may wait, and hold up the process, for another process that writes. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens a saver in a SQLite file (WAL, every commit synced): what `put` has resolved for survives a
 * crash at any instant. Checkpoints put in one turn of the event loop share one transaction.
 */
export function openSqliteSaver(path: string, options: SqliteSaverOptions = {}): CheckpointSaver {
  const database = openCheckpointDatabase(path, options.busyTimeoutMs ?? 5000);
  const statements = prepareStatements(database);
  const commits = createGroupCommit<StoredCheckpoint>((group) => statements.insert(group));
  let isClosed = false;
  const ensureOpen = (): void => {
    if (isClosed) throw new SaverError('closed', `the saver of ${path} is closed`);
  };
  const read = <Result>(threadId: string, run: () => Result): Result => {
    ensureOpen();
    checkName('threadId', threadId);
    try {
      return run();
    } catch (error) {
      if (error instanceof SaverError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new SaverError('unreadable', `${path} cannot be read: ${reason}`, { cause: error });
    }
  };

  return {
    async put(config, checkpoint, metadata) {
      const stored = encodeCheckpoint(config, checkpoint, metadata);
      ensureOpen();
      await commits.add(stored);
      return { threadId: stored.threadId, checkpointId: stored.id };
    },
    async getTuple({ threadId, checkpointId }) {
      return read(threadId, () => {
        const found = statements.one(threadId, checkpointId);
        return found === undefined ? undefined : decodeCheckpoint(found);
      });
    },
    async list({ threadId }, wanted = {}) {
      checkLimit(wanted.limit);
      return read(threadId, () => statements.list(threadId, wanted).map(decodeCheckpoint));
    },
    async threads() {
      return read('any', () => statements.threads());
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      commits.flush();
      database.close();
    },
  };
}
