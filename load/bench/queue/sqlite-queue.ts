import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DurableQueue } from './contenders.ts';

/** The shortest durable queue that SQLite gives: one insert, one transaction, one sync. */
export async function openSqliteQueue(folder: string): Promise<DurableQueue> {
  const database = new DatabaseSync(join(folder, 'queue.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE messages (place INTEGER PRIMARY KEY, key TEXT, body TEXT) STRICT');
  const insert = database.prepare('INSERT INTO messages (key, body) VALUES (?, ?)');
  return {
    send: async (key, text) => {
      insert.run(key, text);
      // Its calls never wait: without this no timer of the bench would ever come.
      await new Promise(setImmediate);
    },
  };
}
