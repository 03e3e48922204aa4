import { afterAll, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { begun, createTinyEngine, tinyServices } from './fixture/tiny-engine.ts';
import { operationsAt } from './fixture/tiny-job.ts';

const { engine, jobOf, forget } = createTinyEngine(5_000);
afterAll(forget);

test('planted edits are in the running programs, and one that nobody loads is an error', async () => {
  const file = 'harness/engines/live/fixture/front.ts';
  const edit = { file, find: "log('handedOn'", replace: "log('planted'" };
  const job = jobOf('edit', { edits: [edit] });
  const events = await engine.host(job, async (world) => {
    await begun(world, job);
    await world.load(operationsAt('put', 0), job.signal);
    await world.finish();
    return world.events();
  });
  const names = events.filter((event) => event.type === 'signal').map((event) => event.name);
  expect(names).toContain('planted');
  expect(names).not.toContain('handedOn');

  const elsewhere = { ...edit, file: 'harness/core/rng.ts', find: '0x811c9dc5' };
  const idle = jobOf('idle-edit', { edits: [elsewhere] });
  const run = engine.host(idle, (world) => world.finish());
  await expect(run).rejects.toThrow(/harness\/core\/rng\.ts: no service has loaded it/);
});

describe('what cannot be run is said before anything is started', () => {
  const start = vi.fn(async () => {});
  const refusal = (given: Parameters<typeof jobOf>[1]) =>
    engine.host(jobOf('refusal', given), start).catch((error: unknown) => error);

  test.each([
    ['no such text', 0],
    ["log('", 4],
  ])('a text to replace that is not there exactly once: %s', async (find, times) => {
    const edit = { file: 'harness/engines/live/fixture/front.ts', find, replace: '' };
    const error = await refusal({ edits: [edit] });
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(`found ${times} times`);
    expect(start).not.toHaveBeenCalled();
  });

  test('a built program, when bugs are to be planted in sources', async () => {
    const file = 'harness/engines/live/fixture/front.ts';
    const edit = { file, find: "log('handedOn'", replace: '' };
    const { front, back } = tinyServices();
    const built = { ...front, run: { kind: 'module', path: 'dist/front.js' } as const };
    const error = await refusal({ edits: [edit], stack: { services: [built, back] } });
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain('dist/front.js is built');
  });

  test.each([
    ['http://192.0.2.7:80', UsageError, '--allow-host 192.0.2.7'],
    ['http://example.org', UsageError, '--allow-host example.org'],
  ])('a host that is not this machine: %s', async (url, kind, text) => {
    const { back } = tinyServices();
    const front = { ...back, role: 'front', run: { kind: 'external', url } as const, listen: [] };
    const error = await refusal({ stack: { services: [front, back] } });
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toContain(text);
  });
});
