import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SaverError } from './saver-error.ts';

/** Marks a file as a store of checkpoints ("Hfcp"). */
const applicationId = 0x48_66_63_70;

/** The version of the schema that this code writes. */
export const schemaVersion = 1;

const schema = `
  CREATE TABLE checkpoints (
    place INTEGER PRIMARY KEY,
    thread TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (thread, id)
  ) STRICT;
  CREATE INDEX checkpoints_by_thread ON checkpoints (thread);
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`;

/**
 * Opens a database of checkpoints, made if it is not there; every commit is durable. Throws a
 * `SaverError` that names the file when it is no SQLite file, another program's, or newer than this.
 */
export function openCheckpointDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = attempt(path, () => new DatabaseSync(path, { timeout: busyTimeoutMs }));
  try {
    attempt(path, () => prepare(path, database));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(path: string, database: DatabaseSync): void {
  const isNew = numberOf(database, 'SELECT count(*) AS value FROM sqlite_schema') === 0;
  if (!isNew) check(path, database);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  if (!isNew) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been first since we looked.
    const isStillNew = numberOf(database, 'SELECT count(*) AS value FROM sqlite_schema') === 0;
    if (isStillNew) database.exec(schema);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
  check(path, database);
}

function check(path: string, database: DatabaseSync): void {
  const owner = numberOf(database, 'SELECT application_id AS value FROM pragma_application_id');
  if (owner !== applicationId) {
    throw new SaverError('unreadable', `${path} is a database of another program; name another`);
  }
  const version = numberOf(database, 'SELECT user_version AS value FROM pragma_user_version');
  if (version === schemaVersion) return;
  const message =
    `${path} has version ${version} of the checkpoint schema, this program knows ${schemaVersion}; ` +
    'use the program that wrote it, or name another file';
  throw new SaverError('unreadable', message);
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.value);
}

const notADatabase = 26;

function attempt<Result>(path: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof SaverError) throw error;
    const { errcode, message } = error as { errcode?: number; message: string }; // of node:sqlite
    const what = errcode === notADatabase ? 'is not a SQLite database' : 'cannot be opened';
    throw new SaverError('unreadable', `${path} ${what}: ${message}`, { cause: error });
  }
}
