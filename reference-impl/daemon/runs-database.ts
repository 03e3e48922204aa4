import { DatabaseSync } from 'node:sqlite';
import type { DaemonCheckpoint } from './daemon-checkpoint.ts';

const schemaVersion = 1;

/** The database was written by a newer program: it is whole, and not ours to replace. */
export class NewerRuns extends Error {}

/** The runs of a daemon as a database, for whoever wants to ask more than the last one. */
export interface RunsDatabase {
  /** Records a run durably; the same cycle again replaces what was recorded. */
  record(run: DaemonCheckpoint, keepFrom: number): void;
  cycles(): readonly number[];
  close(): void;
}

/**
 * Opens `runs.db`. It keeps no write-ahead log: that needs shared memory, which machines that only share
 * a folder do not have. Throws with the file's name when it cannot be used.
 */
export function openRunsDatabase(path: string): RunsDatabase {
  const database = new DatabaseSync(path, { timeout: 2000 });
  try {
    prepare(path, database);
  } catch (error) {
    database.close();
    if (error instanceof NewerRuns) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} cannot be used: ${reason}`, { cause: error });
  }
  const insert = database.prepare(
    `INSERT INTO runs (cycle, generation, status, finished_utc, report_dir) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (cycle) DO UPDATE SET generation = excluded.generation,
       status = excluded.status, finished_utc = excluded.finished_utc`,
  );
  const forget = database.prepare('DELETE FROM runs WHERE cycle < ?');
  const cycles = database.prepare('SELECT cycle FROM runs ORDER BY cycle');
  return {
    record(run, keepFrom) {
      const { cycle, generation, last_status, last_cycle_utc, last_report_dir } = run;
      insert.run(cycle, generation, last_status, last_cycle_utc, last_report_dir);
      forget.run(keepFrom);
    },
    cycles: () => cycles.all().map(({ cycle }) => Number(cycle)),
    close: () => database.close(),
  };
}

function prepare(path: string, database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL');
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > schemaVersion) {
    throw new NewerRuns(`${path} has version ${version}, this program knows ${schemaVersion}`);
  }
  const check = database.prepare('PRAGMA quick_check').get();
  if (check?.quick_check !== 'ok') throw new Error(`damaged: ${String(check?.quick_check)}`);
  database.exec(`
    CREATE TABLE IF NOT EXISTS runs (
      cycle INTEGER PRIMARY KEY,
      generation INTEGER NOT NULL,
      status TEXT NOT NULL,
      finished_utc TEXT NOT NULL,
      report_dir TEXT NOT NULL
    ) STRICT;
    PRAGMA user_version = ${schemaVersion};
  `);
}
