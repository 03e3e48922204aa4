import type { DatabaseSync } from 'node:sqlite';
import type { StoredCheckpoint } from './checkpoint-body.ts';
import type { ListOptions } from './checkpoint-saver.ts';

/** All that is asked of a database of checkpoints. */
export interface CheckpointStatements {
  /** One transaction for all of them. */
  insert(group: readonly StoredCheckpoint[]): void;
  one(threadId: string, id: string | undefined): StoredCheckpoint | undefined;
  list(threadId: string, options: ListOptions): readonly StoredCheckpoint[];
  threads(): readonly string[];
}

/** Compiles all statements once: compiling costs more than most of them take. */
export function prepareStatements(database: DatabaseSync): CheckpointStatements {
  return { insert: prepareInsert(database), ...prepareReads(database) };
}

function prepareInsert(database: DatabaseSync): CheckpointStatements['insert'] {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const insert = database.prepare(
    `INSERT INTO checkpoints (thread, id, body) VALUES (?, ?, ?)
     ON CONFLICT (thread, id) DO UPDATE SET body = excluded.body`,
  );
  const put = ({ threadId, id, body }: StoredCheckpoint): void => {
    insert.run(threadId, id, body);
  };
  return (group) => {
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
  };
}

type Row = { readonly id: string; readonly body: string };

function prepareReads(database: DatabaseSync): Omit<CheckpointStatements, 'insert'> {
  const columns = 'SELECT id, body FROM checkpoints WHERE thread = ?1';
  const newest = database.prepare(`${columns} ORDER BY place DESC LIMIT 1`);
  const named = database.prepare(`${columns} AND id = ?2`);
  const list = database.prepare(`${columns} ORDER BY place DESC LIMIT ?2`);
  const earlier = database.prepare(
    `${columns} AND place < (SELECT place FROM checkpoints WHERE thread = ?1 AND id = ?2)
     ORDER BY place DESC LIMIT ?3`,
  );
  const threads = database.prepare('SELECT DISTINCT thread FROM checkpoints ORDER BY thread');
  // The statements name exactly these columns, and the table is STRICT.
  const stored = (threadId: string, row: unknown): StoredCheckpoint => ({
    threadId,
    ...(row as Row),
  });
  return {
    one(threadId, id) {
      const row = id === undefined ? newest.get(threadId) : named.get(threadId, id);
      return row === undefined ? undefined : stored(threadId, row);
    },
    list(threadId, { limit = -1, before }) {
      const rows =
        before === undefined ? list.all(threadId, limit) : earlier.all(threadId, before, limit);
      return rows.map((row) => stored(threadId, row));
    },
    threads: () => threads.all().map(({ thread }) => String(thread)),
  };
}
