import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { createMaintenanceFlag, maintenanceFileName } from './maintenance-flag.ts';

test('G6: the flag is on exactly while its file exists, and each change is logged once', async () => {
  const sharedDir = await mkdtemp(join(tmpdir(), 'flag-'));
  onTestFinished(() => rm(sharedDir, { recursive: true }));
  const log = createMemoryLog();
  const flag = createMaintenanceFlag({ sharedDir, log });
  const path = join(sharedDir, maintenanceFileName);
  expect(await flag.isOn()).toBe(false);
  await writeFile(path, '');
  expect(await flag.isOn()).toBe(true);
  expect(await flag.isOn()).toBe(true);
  await rm(path);
  expect(await flag.isOn()).toBe(false);
  expect(log.events('maintenance').map((fields) => fields.on)).toEqual([true, false]);
});
