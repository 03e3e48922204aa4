import type { DatabaseSync } from 'node:sqlite';
import {
  checkLimit,
  checkName,
  decodeCheckpoint,
  encodeCheckpoint,
  type StoredCheckpoint,
} from './checkpoint-body.ts';
import type { CheckpointSaver, ListOptions } from './checkpoint-saver.ts';
import { createGroupCommit } from './group-commit.ts';
import { openCheckpointDatabase } from './open-checkpoint-database.ts';
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

type Row = { readonly id: string; readonly body: string };

/** All statements are compiled once: compiling costs more than most of them take. */
function prepareStatements(database: DatabaseSync) {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const insert = database.prepare(
    `INSERT INTO checkpoints (thread, id, body) VALUES (?, ?, ?)
     ON CONFLICT (thread, id) DO UPDATE SET body = excluded.body`,
  );
  const newest = database.prepare(
    'SELECT id, body FROM checkpoints WHERE thread = ? ORDER BY place DESC LIMIT 1',
  );
  const named = database.prepare('SELECT id, body FROM checkpoints WHERE thread = ? AND id = ?');
  const list = database.prepare(
    'SELECT id, body FROM checkpoints WHERE thread = ? ORDER BY place DESC LIMIT ?',
  );
  const earlier = database.prepare(
    `SELECT id, body FROM checkpoints
     WHERE thread = ?1 AND place < (SELECT place FROM checkpoints WHERE thread = ?1 AND id = ?2)
     ORDER BY place DESC LIMIT ?3`,
  );
  const threads = database.prepare('SELECT DISTINCT thread FROM checkpoints ORDER BY thread');

  const put = ({ threadId, id, body }: StoredCheckpoint): void => {
    insert.run(threadId, id, body);
  };
  // The statements name exactly these columns, and the table is STRICT.
  const stored = (threadId: string, row: unknown): StoredCheckpoint => ({
    threadId,
    ...(row as Row),
  });
  return {
    insert(group: readonly StoredCheckpoint[]): void {
      const [first, ...others] = group;
      if (first === undefined) return;
      if (others.length === 0) {
        put(first);
        return;
      }
      begin.run();
      try {
        for (const one of group) put(one);
        commit.run();
      } catch (error) {
        // Some failures, such as a full disk, have rolled back already.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    one(threadId: string, id: string | undefined): StoredCheckpoint | undefined {
      const row = id === undefined ? newest.get(threadId) : named.get(threadId, id);
      return row === undefined ? undefined : stored(threadId, row);
    },
    list(threadId: string, { limit = -1, before }: ListOptions): readonly StoredCheckpoint[] {
      const rows =
        before === undefined ? list.all(threadId, limit) : earlier.all(threadId, before, limit);
      return rows.map((row) => stored(threadId, row));
    },
    threads: (): readonly string[] => threads.all().map(({ thread }) => String(thread)),
  };
}
