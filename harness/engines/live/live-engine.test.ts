import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { textSha } from '../../core/text-sha.ts';
import {
  begun,
  createTinyEngine,
  exchangesOn,
  foldersOf,
  tinyServices,
} from './fixture/tiny-engine.ts';
import { operationsAt } from './fixture/tiny-job.ts';

const { engine, jobOf, forget } = createTinyEngine(5_000);
afterAll(forget);

test('a run has its operations, exchanges, effects, signals and lives, and leaves no folder', async () => {
  const job = jobOf('whole');
  const events = await engine.host(job, async (world) => {
    expect(world.nowMs()).toBeLessThan(0);
    await begun(world, job);
    const signalled = world.occurs(
      { signal: 'handedOn', where: { key: 'put-2' } },
      new AbortController().signal,
    );
    const delivered = world.occurs(
      { link: 'front>back', nth: 3, phase: 'delivered' },
      new AbortController().signal,
    );
    await world.load(operationsAt('put', 0, 5, 5, 10), job.signal);
    await Promise.all([signalled, delivered]);
    expect(await world.drain(job.signal)).toEqual({ queued: [], deadLettered: [] });
    world.record({ type: 'mark', atMs: world.nowMs(), what: 'drained' });
    await world.finish();
    return world.events();
  });
  const ids = ['put-1', 'put-2', 'put-3', 'put-4'];
  for (const [index, id] of ids.entries()) {
    const sha = textSha(`text ${index + 1}`);
    const mine = events.filter((event) => 'key' in event && event.key === id);
    const invoke = mine.find((event) => event.type === 'invoke');
    expect(invoke).toMatchObject({ operation: id, kind: 'put', textSha: sha });
    expect(invoke?.atMs).toBeGreaterThanOrEqual(invoke?.intendedAtMs ?? Number.NaN);
    expect(mine.filter((event) => event.type === 'effect')).toMatchObject([{ textSha: sha }]);
    const [outer] = exchangesOn(mine, 'client>front');
    const [inner] = exchangesOn(mine, 'front>back');
    expect(outer).toMatchObject({ class: 'answered', status: 202, source: 'taps' });
    expect(inner).toMatchObject({ class: 'answered', status: 200, callId: `call-${id}` });
    expect(inner?.atMs).toBeGreaterThan(invoke?.atMs ?? Number.NaN);
    expect(inner?.answeredAtMs).toBeLessThan(outer?.answeredAtMs ?? Number.NaN);
  }
  const lives = events.filter((event) => event.type === 'process');
  for (const role of ['front', 'back']) {
    const mine = lives.filter((event) => event.role === role);
    expect(mine.map(({ what, planned, life }) => [what, planned, life])).toEqual([
      ['started', true, 0],
      ['ready', true, 0],
      ['exited', true, 0],
    ]);
  }
  // Callees come first.
  const readyAtMs = (role: string) =>
    lives.find((event) => event.role === role && event.what === 'ready')?.atMs ?? Number.NaN;
  expect(readyAtMs('back')).toBeLessThan(readyAtMs('front'));
  expect(events.filter((event) => event.type === 'complete')).toHaveLength(5);
  expect(foldersOf(job)).toEqual([]);
  expect(readdirSync(join(job.folder, 'logs'))).toContain('front.0.log');
});

test('connections on which nothing was asked are counted by link', async () => {
  const job = jobOf('never-sent');
  const counted = await engine.host(job, async (world) => {
    await begun(world, job);
    await world.finish();
    return world.neverSent?.();
  });
  expect(counted).toEqual({ 'client>front': 0, 'front>back': 0 });
});

test('a service that prints 100 MB leaves a short log that says what was cut', async () => {
  const job = jobOf('chatter', { env: { front: { PRINT_MB: '100' } } });
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const before = used();
  await engine.host(job, async (world) => {
    await begun(world, job);
    await world.finish();
  });
  const log = join(job.folder, 'logs', 'front.0.log');
  expect(statSync(log).size).toBeLessThan(4 * 1024 * 1024);
  const text = readFileSync(log, 'utf8');
  expect(text).toMatch(/\[holdfast: \d+ bytes cut here\]/);
  expect(text.slice(-2_000)).toContain('"event":"handedOn"');
  expect(used() - before).toBeLessThan(50 * 1024 * 1024);
});

test('a service that prints 100 MB of signals makes the run unknown, and memory stays small', async () => {
  const job = jobOf('signals', { env: { front: { PRINT_MB: '100', PRINT_AS: 'signals' } } });
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const before = used();
  const kept = Promise.withResolvers<number>();
  const run = engine.host(job, async (world) => {
    await begun(world, job);
    kept.resolve(world.events().filter(({ type }) => type === 'signal').length);
    await world.finish();
  });
  await expect(run).rejects.toMatchObject({
    name: 'CannotTellError',
    message: expect.stringMatching(/front printed too many signals in life 0: the first 20000/),
  });
  expect(await kept.promise).toBe(20_000);
  expect(used() - before).toBeLessThan(120 * 1024 * 1024);
});

test('an aborted run rejects with the reason when everything is gone, also while it starts', async () => {
  for (const phase of ['starting', 'running'] as const) {
    const controller = new AbortController();
    const job = jobOf(`abort-${phase}`, { signal: controller.signal });
    const reason = new Error(`stopped while ${phase}`);
    if (phase === 'starting') {
      const seen = vi.waitFor(() => expect(foldersOf(job)).toHaveLength(1), { timeout: 5_000 });
      void seen.then(() => controller.abort(reason));
    }
    const run = engine.host(job, () => {
      controller.abort(reason);
      return new Promise<void>(() => {});
    });
    await expect(run).rejects.toBe(reason);
    expect(foldersOf(job)).toEqual([]);
  }
});

test('two runs at once keep to their own ports and folders', async () => {
  const both = await Promise.all(
    ['left', 'right'].map(async (side) => {
      const job = jobOf(side);
      return engine.host(job, async (world) => {
        await begun(world, job);
        await world.load(operationsAt(side, 0, 1), job.signal);
        await world.finish();
        return world.events();
      });
    }),
  );
  for (const [index, events] of both.entries()) {
    const keys = events.filter((event) => event.type === 'effect').map((event) => event.key);
    const side = index === 0 ? 'left' : 'right';
    expect(keys).toEqual(['warm-up-1', `${side}-1`, `${side}-2`]);
  }
});

test('a stack of commands works, each ready by another kind of probe', async () => {
  const { front, back } = tinyServices();
  const runner = join(import.meta.dirname, 'run-module.ts');
  const commandOf = (role: string) => {
    const program = join(import.meta.dirname, 'fixture', `${role}.ts`);
    return { kind: 'command', argv: [process.execPath, runner, program] } as const;
  };
  const look = "await fetch('http://127.0.0.1:' + process.env.PORT + '/ready')";
  const probes = [
    { kind: 'tcp' },
    { kind: 'log', includes: '"event":"started"' },
    { kind: 'command', argv: [process.execPath, '--input-type=module', '-e', look] },
  ] as const;
  const services = [
    { ...back, run: commandOf('back'), ready: probes[0] },
    { ...front, run: commandOf('front'), ready: probes[1] },
    { ...front, role: 'other', run: commandOf('front'), ready: probes[2] },
  ];
  const job = jobOf('command', { stack: { services } });
  const events = await engine.host(job, async (world) => {
    await begun(world, job);
    await world.finish();
    return world.events();
  });
  expect(events.some((event) => event.type === 'effect')).toBe(true);
  const ready = events.filter((event) => event.type === 'process' && event.what === 'ready');
  expect(ready).toHaveLength(3);
});
