import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFilePort } from './file-port.ts';

const newPort = () => {
  const root = mkdtempSync(join(tmpdir(), 'file-port-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const data = join(root, 'data');
  mkdirSync(join(data, 'inner'), { recursive: true });
  writeFileSync(join(data, 'inner', 'a'), 'first', { mode: 0o640 });
  const asideFolder = join(root, 'aside');
  const port = createFilePort({ volumes: { data }, asideFolder, countBroken: () => () => 3 });
  return { port, data, file: join(data, 'inner', 'a') };
};

test('a file is replaced, and the heal restores its content and mode', async () => {
  const { port, file } = newPort();
  const heal = await port.put('data', 1, { path: 'inner/a', content: 'other' });
  expect(readFileSync(file, 'utf8')).toBe('other');
  expect(await heal()).toEqual({ filesChanged: 1, requestsBroken: 3 });
  expect(readFileSync(file, 'utf8')).toBe('first');
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

test('a file is removed and comes back; one that was not there goes again', async () => {
  const { port, data, file } = newPort();
  const heal = await port.put('data', 1, { path: 'inner/a', content: null });
  expect(existsSync(file)).toBe(false);
  await heal();
  expect(readFileSync(file, 'utf8')).toBe('first');
  const takeAway = await port.put('data', 2, { path: 'new/flag', content: 'on' });
  expect(readFileSync(join(data, 'new/flag'), 'utf8')).toBe('on');
  await takeAway();
  expect(existsSync(join(data, 'new/flag'))).toBe(false);
});

test('what changes nothing is counted as nothing', async () => {
  const { port } = newPort();
  const same = await port.put('data', 1, { path: 'inner/a', content: 'first' });
  expect(await same()).toMatchObject({ filesChanged: 0 });
  const gone = await port.put('data', 2, { path: 'no/such', content: null });
  expect(await gone()).toMatchObject({ filesChanged: 0 });
  const hidden = await port.hideFolder('data', 3, 'no');
  expect(await hidden()).toMatchObject({ foldersHidden: 0 });
});

test('a hidden folder comes back with what it held, and with what was made in its place', async () => {
  const { port, data, file } = newPort();
  const heal = await port.hideFolder('data', 1, 'inner');
  expect(existsSync(file)).toBe(false);
  mkdirSync(join(data, 'inner'));
  writeFileSync(join(data, 'inner', 'b'), 'made meanwhile');
  expect(await heal()).toEqual({ foldersHidden: 1, requestsBroken: 3 });
  expect(readFileSync(file, 'utf8')).toBe('first');
  expect(readFileSync(join(data, 'inner', 'b'), 'utf8')).toBe('made meanwhile');
});

test.each(['../outside', '/etc/passwd', '.'])(
  'a path out of the volume is refused: %s',
  async (path) => {
    const { port } = newPort();
    await expect(port.hideFolder('data', 1, path)).rejects.toThrow('should lie below the volume');
    await expect(port.put('elsewhere', 1, { path: 'a', content: '' })).rejects.toThrow(
      'no volume "elsewhere"',
    );
  },
);
