import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sourcesOf } from './project-facts.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-facts-'));
});
afterEach(async () => await rm(root, { recursive: true }));

it('sources are told apart by programs and committed data, not by what runs leave behind', async () => {
  expect(await sourcesOf(root)).toBeUndefined();
  const git = (...argv: readonly string[]) => execFileSync('git', [...argv], { cwd: root });
  const write = (name: string, text: string) => writeFile(join(root, name), text);
  git('init', '-q');
  await write('stack.ts', 'one');
  await write('replies.json', '{}');
  git('add', '.');
  const before = await sourcesOf(root);
  await write('report.json', '{}');
  await write('notes.md', 'read me');
  expect(await sourcesOf(root)).toBe(before);
  await write('replies.json', '{"hi":1}');
  const other = await sourcesOf(root);
  expect(other).not.toBe(before);
  await write('new.ts', '');
  expect(await sourcesOf(root)).not.toBe(other);
  await rm(join(root, 'stack.ts'));
  expect(await sourcesOf(root)).toMatch(/^[0-9a-f]{16}$/);
});
