import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteSaver } from './sqlite-saver.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'commit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const quietGit = {
  ...{ GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@localhost' },
  ...{ GIT_COMMITTER_NAME: 'test', GIT_COMMITTER_EMAIL: 'test@localhost' },
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
};

function openRepository() {
  const folder = newFolder();
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...quietGit },
    }).trim();
  git('init', '--quiet');
  return { folder, git, commit: () => runCommand(folder, folder) };
}

function runCommand(folder: string, ceiling: string) {
  const env = {
    PATH: process.env.PATH,
    ...quietGit,
    CHECKPOINT_DIR: join(folder, 'checkpoints'),
    CHECKPOINT_PATH: join(folder, 'checkpoints.db'),
    GIT_CEILING_DIRECTORIES: join(ceiling, '..'),
  };
  const program = fileURLToPath(new URL('./commit-checkpoints.ts', import.meta.url));
  return spawnSync(process.execPath, [program], { env, encoding: 'utf8' });
}

async function put(folder: string, threadId: string, id: string) {
  const saver = openSqliteSaver(join(folder, 'checkpoints.db'));
  await saver.put({ threadId }, { id, state: { id } }, { source: 'step', step: 0 });
  await saver.close();
}

test('U9: the newest checkpoint of each thread is committed, and nothing else', async () => {
  const { folder, git, commit } = openRepository();
  await put(folder, 'planner', 'a');
  await put(folder, 'coder/2', 'a');
  await put(folder, 'planner', 'b');
  writeFileSync(join(folder, 'staged.txt'), 'of somebody else');
  git('add', 'staged.txt');
  expect(commit()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^committed \w{40}/) });
  const names = git('show', '--name-only', '--format=', 'HEAD').split('\n');
  expect(names).toEqual(['checkpoints/coder%2F2.json', 'checkpoints/planner.json']);
  const planner = readFileSync(join(folder, 'checkpoints', 'planner.json'), 'utf8');
  expect(JSON.parse(planner)).toMatchObject({ checkpoint: { id: 'b' } });
  expect(git('diff', '--cached', '--name-only')).toBe('staged.txt');
});

test('U9: what is in git already is not committed again; a new checkpoint is', async () => {
  const { folder, git, commit } = openRepository();
  expect(commit()).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing new') });
  await put(folder, 't', 'a');
  commit();
  expect(commit().stdout).toContain('nothing new: 1 threads');
  await put(folder, 't', 'b');
  expect(commit().stdout).toContain('committed');
  expect(git('rev-list', '--count', 'HEAD')).toBe('2');
});

test('U9: outside of a git working tree the command says so and fails', async () => {
  const folder = newFolder();
  await put(folder, 't', 'a');
  const { status, stderr } = runCommand(folder, folder);
  expect(status).toBe(1);
  expect(stderr).toContain('git: fatal: not a git repository');
});
