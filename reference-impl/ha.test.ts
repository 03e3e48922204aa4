import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

test('G25: a command whose reader has gone goes on, and ends as it would have', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ha-pipe-'));
  const program = join(import.meta.dirname, 'ha.ts');
  await writeFile(join(folder.path, 'stack.json'), '{"portBase":20000,"settings":{}}');
  const args = [program, '--dir', folder.path, 'maintenance', 'on'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  child.stdout.destroy();
  const said = await text(child.stderr);
  const [code] = await ended;
  expect([code, said]).toEqual([0, '']);
  await access(join(folder.path, 'shared', 'ha_maintenance'));
});
