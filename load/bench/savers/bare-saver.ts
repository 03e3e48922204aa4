import { DatabaseSync } from 'node:sqlite';
import type { BenchSaver } from './contenders.ts';
import { stateOf } from './state.ts';

/** What one writes in ten lines: a table by thread and id, one transaction for each put. */
export async function openBareSaver(path: string): Promise<BenchSaver> {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(
    'CREATE TABLE checkpoints (thread TEXT, id TEXT, body TEXT, PRIMARY KEY (thread, id)) STRICT',
  );
  const insert = database.prepare('INSERT INTO checkpoints VALUES (?, ?, ?)');
  const select = 'SELECT body FROM checkpoints WHERE thread = ?';
  const newest = database.prepare(`${select} ORDER BY id DESC LIMIT ?`);
  const named = database.prepare(`${select} AND id = ?`);
  return {
    put: async (thread, id, step) => insert.run(thread, id, JSON.stringify(stateOf(step))),
    get: async (thread, id) => {
      const row = id === undefined ? newest.get(thread, 1) : named.get(thread, id);
      return JSON.parse(String(row?.body));
    },
    list: async (thread) => {
      const rows = newest.all(thread, 10).map(({ body }) => JSON.parse(String(body)));
      return rows.length;
    },
  };
}
