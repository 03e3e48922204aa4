import { appendFile, cp, mkdtempDisposable, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runFolder } from '../run-folder.ts';
import { currentVersion, switchVersion } from './current-version.ts';
import { installVersion, isWhole } from './install-version.ts';

const checkout = join(import.meta.dirname, '..', '..', '..');

async function openFolder() {
  const disposable = await mkdtempDisposable(join(tmpdir(), 'versions-'));
  const source = join(disposable.path, 'source');
  await cp(join(checkout, 'reference-impl'), join(source, 'reference-impl'), { recursive: true });
  await cp(join(checkout, 'package.json'), join(source, 'package.json'));
  await symlink(join(checkout, 'node_modules'), join(source, 'node_modules'));
  const folder = runFolder(join(disposable.path, 'run'));
  return { folder, source, [Symbol.asyncDispose]: () => disposable.remove() };
}

test('G25: the same sources are the same version, other sources another one', async () => {
  await using at = await openFolder();
  const first = await installVersion(at.folder, at.source);
  expect(await installVersion(at.folder, at.source)).toBe(first);
  await appendFile(join(at.source, 'reference-impl', 'core', 'packet.ts'), '// next\n');
  const second = await installVersion(at.folder, at.source);
  expect(second).not.toBe(first);
  expect((await readdir(at.folder.versions)).sort()).toEqual([first, second].sort());
});

test('G25: a version that was changed after its installation is not whole, and installed anew', async () => {
  await using at = await openFolder();
  const version = await installVersion(at.folder, at.source);
  const path = join(at.folder.versions, version, 'reference-impl', 'core', 'packet.ts');
  await appendFile(path, '// by hand\n');
  expect(await isWhole(at.folder, version)).toBe(false);
  expect(await installVersion(at.folder, at.source)).toBe(version);
  expect(await isWhole(at.folder, version)).toBe(true);
  expect(await isWhole(at.folder, 'no-such-version')).toBe(false);
});

test('G25: what is no checkout is refused', async () => {
  await using at = await openFolder();
  await expect(installVersion(at.folder, tmpdir())).rejects.toThrow('it is no checkout');
});

test('G25: each side has its own version, and a switch leaves no other trace', async () => {
  await using at = await openFolder();
  const version = await installVersion(at.folder, at.source);
  expect(await currentVersion(at.folder, 'live')).toBeUndefined();
  await switchVersion(at.folder, 'live', 'old');
  await switchVersion(at.folder, 'candidate', 'old');
  await switchVersion(at.folder, 'live', version);
  expect(await currentVersion(at.folder, 'live')).toBe(version);
  expect(await currentVersion(at.folder, 'candidate')).toBe('old');
  expect((await readdir(at.folder.root)).sort()).toEqual([
    'current-candidate',
    'current-live',
    'versions',
  ]);
});
