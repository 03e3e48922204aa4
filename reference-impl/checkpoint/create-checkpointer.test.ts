import { mkdir, mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from '@sinonjs/fake-timers';
import { expect, test } from 'vitest';
import { createMemoryLog } from '../logging/memory-log.ts';
import { type CheckpointerOptions, createCheckpointer } from './create-checkpointer.ts';
import { readCognitive } from './read-cognitive.ts';
import { writeCognitive } from './write-cognitive.ts';

async function open(more: Partial<CheckpointerOptions> = {}) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'checkpointer-'));
  const log = createMemoryLog();
  const checkpoint = createCheckpointer({
    folder: folder.path,
    role: 'live',
    timeoutMs: 5000,
    delayMs: 0,
    describe: async () => 'memory',
    log,
    ...more,
  });
  return { ...folder, log, checkpoint, [Symbol.asyncDispose]: () => folder.remove() };
}

test('G21: both parts are written, and each result is said and logged', async () => {
  await using core = await open();
  expect(await core.checkpoint()).toEqual({ cognitive: { ok: true }, journal: { ok: true } });
  expect(await readCognitive(core.path)).toBe('memory');
  expect(await readFile(join(core.path, 'Lite.md'), 'utf8')).toMatch(/^- .* checkpoint by .*\n$/);
  expect(core.log.events('checkpoint')).toHaveLength(2);
});

test('G22: a cognitive checkpoint that hangs is given up with its reason; the journal stands', async () => {
  const clock = install({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const describe = async () => new Promise<string>(() => undefined);
    await using core = await open({ timeoutMs: 15_000, describe });
    await writeCognitive(core.path, 'old');
    const asked = core.checkpoint();
    await clock.tickAsync(0);
    await expect
      .poll(() => core.log.events('checkpoint'), { timeout: 20_000 })
      .toMatchObject([{ part: 'journal', ok: true }]);
    await clock.tickAsync(14_999);
    expect(core.log.events('checkpoint')).toHaveLength(1);
    await clock.tickAsync(1);
    const reason = 'not written within 15000 ms';
    expect(await asked).toEqual({ cognitive: { ok: false, reason }, journal: { ok: true } });
    expect(core.log.events('checkpoint').at(-1)).toMatchObject({
      ...{ part: 'cognitive', ok: false, reason },
    });
    expect(await readCognitive(core.path)).toBe('old');
  } finally {
    clock.uninstall();
  }
});

test('G21: the parts fail apart from each other', async () => {
  await using core = await open();
  await mkdir(join(core.path, 'Lite.md'));
  expect(await core.checkpoint()).toMatchObject({
    cognitive: { ok: true },
    journal: { ok: false, reason: expect.stringContaining('EISDIR') },
  });
});

test('checkpoints at the same time are written one after the other', async () => {
  await using core = await open();
  const results = await Promise.all([core.checkpoint(), core.checkpoint(), core.checkpoint()]);
  expect(results.every(({ cognitive, journal }) => cognitive.ok && journal.ok)).toBe(true);
  const journal = await readFile(join(core.path, 'Lite.md'), 'utf8');
  expect(journal.trim().split('\n')).toHaveLength(3);
});

test('G18: a standby writes nothing and says why', async () => {
  await using core = await open({ role: 'standby' });
  const result = await core.checkpoint();
  expect(result.cognitive).toMatchObject({ ok: false, reason: expect.stringContaining('standby') });
  expect(await readdir(core.path)).toEqual([]);
  expect(core.log.events('checkpoint')).toHaveLength(2);
});
