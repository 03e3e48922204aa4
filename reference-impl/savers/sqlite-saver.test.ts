import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { CheckpointSaver } from './checkpoint-saver.ts';
import { createGroupCommit } from './group-commit.ts';
import { openSqliteSaver } from './sqlite-saver.ts';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-saver-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'data', 'checkpoints.db');
}

function openSaver(path: string): CheckpointSaver {
  const saver = openSqliteSaver(path);
  onTestFinished(() => saver.close());
  return saver;
}

const put = (saver: CheckpointSaver, id: string, threadId = 't') =>
  saver.put({ threadId }, { id, state: { id } }, { source: 'step', step: 0 });

test('U1: what was put is there after the file is opened again', async () => {
  const path = newFile();
  const first = openSqliteSaver(path);
  await Promise.all([put(first, 'a'), put(first, 'b'), put(first, 'c', 'other')]);
  await first.close();
  const second = openSaver(path);
  expect((await second.list({ threadId: 't' })).map((it) => it.checkpoint.id)).toEqual(['b', 'a']);
  expect(await second.threads()).toEqual(['other', 't']);
});

test('U1: the file is in WAL mode and every commit is synced', async () => {
  const path = newFile();
  const saver = openSaver(path);
  await put(saver, 'a');
  const reader = new DatabaseSync(path, { readOnly: true });
  expect(reader.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  reader.close();
});

test('U1: two savers of one file see each other', async () => {
  const path = newFile();
  const [one, other] = [openSaver(path), openSaver(path)];
  await Promise.all([put(one, 'a'), put(other, 'b')]);
  const ids = (await one.list({ threadId: 't' })).map((it) => it.checkpoint.id);
  expect(ids.sort()).toEqual(['a', 'b']);
  expect(await other.list({ threadId: 't' })).toHaveLength(2);
});

test('U1: writers of one turn share a commit; a lone one waits for nobody', async () => {
  const groups: number[] = [];
  const commits = createGroupCommit<number>((group) => groups.push(group.length));
  await Promise.all(Array.from({ length: 64 }, (_, number) => commits.add(number)));
  await commits.add(1);
  expect(groups).toEqual([64, 1]);
});

test('U1: who cannot be committed fails alone', async () => {
  const kept: string[] = [];
  const commits = createGroupCommit<string>((group) => {
    if (group.includes('bad')) throw new Error('no room');
    kept.push(...group);
  });
  const results = await Promise.allSettled(['a', 'bad', 'b'].map((it) => commits.add(it)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { code: 'unsaved' } });
  expect(kept).toEqual(['a', 'b']);
});

test('U1: a full file refuses what is too large, keeps the rest, and goes on', async () => {
  const path = newFile();
  const saver = openSaver(path);
  const limited = new DatabaseSync(path);
  limited.exec('CREATE TABLE limits (value TEXT)');
  // A trigger stands in for a disk that takes no more: an error in the middle of a group.
  limited.exec(`CREATE TRIGGER full BEFORE INSERT ON checkpoints WHEN NEW.id = 'large'
    BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END`);
  limited.close();
  const results = await Promise.allSettled(['a', 'large', 'b'].map((id) => put(saver, id)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({
    reason: { message: expect.stringContaining('disk is full') },
  });
  await put(saver, 'c');
  expect((await saver.list({ threadId: 't' })).map((it) => it.checkpoint.id)).toEqual([
    ...['c', 'b', 'a'],
  ]);
});

test('U1: a file that is no database is named, and left as it was', () => {
  const path = join(newFile(), '..', '..', 'notes.txt');
  writeFileSync(path, 'these are notes, and no database at all, however long they may be');
  expect(() => openSqliteSaver(path)).toThrow(`${path} is not a SQLite database`);
});

test('U1: a database of another program is not taken over', () => {
  const path = join(newFile(), '..', '..', 'other.db');
  const other = new DatabaseSync(path);
  other.exec('CREATE TABLE things (name TEXT)');
  other.close();
  expect(() => openSqliteSaver(path)).toThrow('is a database of another program');
});

test('U1: a file of a newer version is refused with both versions', async () => {
  const path = newFile();
  await openSqliteSaver(path).close();
  const newer = new DatabaseSync(path);
  newer.exec('PRAGMA user_version = 7');
  newer.close();
  expect(() => openSqliteSaver(path)).toThrow(/has version 7 .* this program knows 1/);
});

test('U1: a damaged checkpoint is named; its neighbours can be read', async () => {
  const path = newFile();
  const saver = openSaver(path);
  await Promise.all([put(saver, 'a'), put(saver, 'b')]);
  const editor = new DatabaseSync(path);
  editor.exec("UPDATE checkpoints SET body = '[{' WHERE id = 'b'");
  editor.close();
  await expect(saver.getTuple({ threadId: 't' })).rejects.toThrow('checkpoint b of thread t');
  expect((await saver.getTuple({ threadId: 't', checkpointId: 'a' }))?.checkpoint.id).toBe('a');
});

test.each([1, 8])(
  'U1: kill -9 between puts of %i writers loses nothing that was acknowledged',
  async (lanes) => {
    const path = newFile();
    const program = join(import.meta.dirname, 'fixture', 'put-forever.ts');
    for (let life = 0; life < 4; life += 1) {
      const acknowledged = await killAfter(
        program,
        [path, `life-${life}`, `${lanes}`],
        7 + 23 * life,
      );
      const saver = openSqliteSaver(path);
      const found = await saver.list({ threadId: `life-${life}` });
      await saver.close();
      const ids = new Set(found.map((it) => it.checkpoint.id));
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      for (const { checkpoint } of found) {
        const text = checkpoint.id.repeat(200);
        expect(checkpoint.state).toEqual({ id: checkpoint.id, text });
      }
    }
  },
);

/** Runs a program until it has written so many lines, kills it, and gives all lines it came to. */
async function killAfter(program: string, args: readonly string[], lines: number) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seen: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (seen.push(line) === lines) child.kill('SIGKILL');
  });
  await once(child, 'close');
  expect(seen.length).toBeGreaterThanOrEqual(lines);
  return seen;
}
