import { link, rename, rm } from 'node:fs/promises';
import { syncFolder } from '../durable/sync-folder.ts';
import { writeSynced } from '../durable/write-synced.ts';

/** The steps on disk that a cognitive checkpoint is made of; a test may crash between any two. */
export interface CheckpointFiles {
  writeSynced(path: string, text: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncFolder(folder: string): Promise<void>;
}

/** The steps on the real disk. */
export const checkpointFiles: CheckpointFiles = {
  writeSynced,
  link,
  rename,
  remove: (path) => rm(path, { force: true }),
  syncFolder,
};
