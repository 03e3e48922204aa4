import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createMaintenanceFlag, maintenanceFileName } from './maintenance-flag.ts';

async function openFlag() {
  const folder = await mkdtemp(join(tmpdir(), 'flag-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const sharedDir = join(folder, 'shared');
  await mkdir(sharedDir);
  const log = createMemoryLog();
  const flag = createMaintenanceFlag({ sharedDir, log });
  return { sharedDir, log, flag, path: join(sharedDir, maintenanceFileName) };
}

test('G6: the flag is on exactly while its file exists, and each change is logged once', async () => {
  const { flag, log, path } = await openFlag();
  expect(await flag.isOn()).toBe(false);
  await writeFile(path, '');
  expect(await flag.isOn()).toBe(true);
  expect(await flag.isOn()).toBe(true);
  await rm(path);
  expect(await flag.isOn()).toBe(false);
  expect(log.events('maintenance').map((fields) => fields.on)).toEqual([true, false]);
});

test('G6: a folder of that name means maintenance as well: failover off is the safe reading', async () => {
  const { flag, path } = await openFlag();
  await mkdir(path);
  expect(await flag.isOn()).toBe(true);
});

test('G6: while the shared folder cannot be read the flag stays as it was, and the log says so', async () => {
  const { flag, log, path, sharedDir } = await openFlag();
  await writeFile(path, '');
  expect(await flag.isOn()).toBe(true);
  await rename(sharedDir, `${sharedDir}.away`);
  await symlink(sharedDir, sharedDir);
  for (const _ of 'abc') expect(await flag.isOn()).toBe(true);
  expect(log.entries.filter(({ level }) => level === 'error')).toMatchObject([
    { fields: { code: 'ELOOP' } },
  ]);
  await unlink(sharedDir);
  await rename(`${sharedDir}.away`, sharedDir);
  expect(await flag.isOn()).toBe(true);
  expect(log.entries.at(-1)?.message).toBe('the maintenance flag can be read again');
  expect(log.events('maintenance')).toHaveLength(1);
});
