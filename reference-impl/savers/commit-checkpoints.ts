import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { replaceFile } from '../durable/replace-file.ts';
import { SettingsError } from '../settings/settings-error.ts';
import type { CheckpointSaver } from './checkpoint-saver.ts';
import { openSaver, readCheckpointSettings } from './checkpoint-settings.ts';
import { SaverError } from './saver-error.ts';

const run = promisify(execFile);

/** What became of a commit. */
export interface CommitResult {
  /** Undefined when the newest checkpoints were in git already. */
  readonly commit: string | undefined;
  readonly threads: readonly string[];
}

/**
 * Writes the newest checkpoint of every thread as a file of its own into a folder of a git working
 * tree, and commits these files only (U9): what else is staged stays staged.
 */
export async function commitCheckpoints(
  saver: CheckpointSaver,
  folder: string,
): Promise<CommitResult> {
  await mkdir(folder, { recursive: true });
  const threads = await saver.threads();
  const names: string[] = [];
  for (const threadId of threads) {
    const newest = await saver.getTuple({ threadId });
    if (newest === undefined) continue;
    const name = `${encodeURIComponent(threadId)}.json`;
    await replaceFile(join(folder, name), `${JSON.stringify(newest, null, 2)}\n`);
    names.push(`./${name}`);
  }
  if (names.length === 0) return { commit: undefined, threads };
  await git(folder, 'add', '--', ...names);
  const changed = await git(folder, 'status', '--porcelain', '--', ...names);
  if (changed === '') return { commit: undefined, threads };
  const message = `checkpoints: ${threads.length} threads`;
  await git(folder, 'commit', '--quiet', '--message', message, '--only', '--', ...names);
  return { commit: await git(folder, 'rev-parse', 'HEAD'), threads };
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', folder, ...args]);
  return stdout.trim();
}

/** The command: commits the checkpoints that the environment's settings name. */
async function main(): Promise<void> {
  try {
    const settings = readCheckpointSettings(process.env);
    const saver = openSaver(settings);
    try {
      const { commit, threads } = await commitCheckpoints(saver, settings.dir);
      const what = `${threads.length} threads in ${settings.dir}`;
      console.log(commit === undefined ? `nothing new: ${what}` : `committed ${commit}: ${what}`);
    } finally {
      await saver.close();
    }
  } catch (error) {
    const isOurs = error instanceof SaverError || error instanceof SettingsError;
    const { stderr, message } = error as { stderr?: string; message: string }; // of execFile
    console.error(isOurs || !stderr ? message : `git: ${stderr.trim()}`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
