import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RunJob, World } from '../../core/engine.ts';
import { CannotTellError, UsageError } from '../../core/errors.ts';
import type { EventDraft, Exchange } from '../../core/history.ts';
import { textSha } from '../../core/text-sha.ts';
import { operationsAt, tinyJob } from './fixture/tiny-job.ts';
import { tinyStack } from './fixture/tiny-stack.ts';
import { createLiveEngine } from './live-engine.ts';

const projectRoot = resolve(import.meta.dirname, '../../..');
const options = { projectRoot, outputRoot: tmpdir(), allowHosts: [] };
const engine = createLiveEngine({ ...options, readyLimitMs: 5_000 });
const jobs: RunJob[] = [];

const jobOf: typeof tinyJob = (id, given) => {
  const job = tinyJob(`engine-${process.pid}-${id}`, given);
  jobs.push(job);
  return job;
};

afterAll(() => {
  for (const { folder } of jobs) rmSync(folder, { recursive: true, force: true });
});

const foldersOf = (job: RunJob) =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`holdfast-${job.id}-`));

const exchangesOn = (events: readonly EventDraft[], link: string) =>
  events.filter(
    (event): event is Omit<Exchange, 'index'> => event.type === 'exchange' && event.link === link,
  );

const begun = async (world: World, job: RunJob, kind = 'warm-up') => {
  await world.load(operationsAt(kind, 0), job.signal);
  world.begin();
};

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

test('attempts at a dead service are witnessed by their callers, for fetch and for http', async () => {
  const job = jobOf('refused');
  const events = await engine.host(job, async (world) => {
    // Without a connection that is kept alive: a request on it would be cut, not refused.
    await begun(world, job, 'by-http');
    const heal = await world.ports.process.kill('back', 7);
    await world.load(operationsAt('put', 0), job.signal);
    await world.load(operationsAt('by-http', 0, 0).slice(1), job.signal);
    await heal();
    await world.load(operationsAt('again', 0), job.signal);
    await world.finish();
    return world.events();
  });
  const refused = exchangesOn(events, 'front>back').filter((one) => one.class === 'refused');
  for (const key of ['put-1', 'by-http-2']) {
    expect(refused.filter((one) => one.key === key)).toMatchObject([
      { callId: `call-${key}`, method: 'POST', path: '/work', source: 'client', steps: [7] },
    ]);
  }
  expect(refused).toHaveLength(2);
  const last = exchangesOn(events, 'front>back').find((one) => one.key === 'again-1');
  expect(last).toMatchObject({ class: 'answered', servedByLife: 1 });
});

test('an unplanned exit is recorded as such, and comes back where the stack says so', async () => {
  const [front, back] = tinyStack.services;
  if (!front || !back) throw new Error('the tiny stack has two services');
  const services = [front, { ...back, restart: 'unless-stopped' as const }];
  const job = jobOf('unplanned', { stack: { services }, env: { back: { DIES_ON: 'die-1' } } });
  const events = await engine.host(job, async (world) => {
    await begun(world, job);
    await world.load(operationsAt('die', 0), job.signal);
    const readyAgain = () =>
      expect(world.events()).toContainEqual(
        expect.objectContaining({ role: 'back', life: 1, what: 'ready' }),
      );
    await vi.waitFor(readyAgain, { timeout: 10_000 });
    await world.load(operationsAt('again', 0), job.signal);
    await world.finish();
    return world.events();
  });
  expect(events).toContainEqual(
    expect.objectContaining({ role: 'back', life: 0, what: 'exited', planned: false, code: 9 }),
  );
  const [cut] = exchangesOn(events, 'front>back').filter((one) => one.key === 'die-1');
  expect(cut).toMatchObject({ class: 'delivered', marked: true });
  const [again] = exchangesOn(events, 'front>back').filter((one) => one.key === 'again-1');
  expect(again).toMatchObject({ class: 'answered', servedByLife: 1 });
});

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
  const refusal = (given: Parameters<typeof tinyJob>[1]) =>
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
    const [front, back] = tinyStack.services;
    if (!front || !back) throw new Error('the tiny stack has two services');
    const built = { ...front, run: { kind: 'module', path: 'dist/front.js' } as const };
    const error = await refusal({ edits: [edit], stack: { services: [built, back] } });
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain('dist/front.js is built');
  });

  test.each([
    ['http://192.0.2.7:80', UsageError, '--allow-host 192.0.2.7'],
    ['http://example.org', UsageError, '--allow-host example.org'],
  ])('a host that is not this machine: %s', async (url, kind, text) => {
    const [, back] = tinyStack.services;
    if (!back) throw new Error('the tiny stack has two services');
    const front = { ...back, role: 'front', run: { kind: 'external', url } as const, listen: [] };
    const error = await refusal({ stack: { services: [front, back] } });
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toContain(text);
  });
});

describe('a service that does not come up ends the run with its name, the reason and its log', () => {
  const hurried = createLiveEngine({ ...options, readyLimitMs: 700 });
  const failing = async (misbehaviour: string) => {
    const job = jobOf(misbehaviour, { env: { front: { MISBEHAVE: misbehaviour } } });
    const start = vi.fn(async () => {});
    const error = await hurried.host(job, start).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CannotTellError);
    expect(start).not.toHaveBeenCalled();
    expect(foldersOf(job)).toEqual([]);
    return String(error);
  };

  test('it exits at start', async () => {
    const text = await failing('exit');
    expect(text).toContain('front: exited with code 7 before it was ready');
    expect(text).toContain('cannot go on: no such tea');
  });

  test('it never gets ready', async () => {
    const text = await failing('never-ready');
    expect(text).toContain('front: not ready within 700 ms: GET /ready answers 503');
    expect(text).toContain('"event":"started"');
  });

  test('it ignores its port', async () => {
    expect(await failing('ignore-port')).toMatch(/nothing listens on 127\.0\.0\.1:\d+/);
  });
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
  const [front, back] = tinyStack.services;
  if (!front || !back) throw new Error('the tiny stack has two services');
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

test('a port that others keep taking ends the run after three attempts', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const PORT = typeof address === 'object' ? String(address?.port) : '';
  const job = jobOf('taken', { env: { back: { PORT } } });
  const error = await engine.host(job, async () => {}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CannotTellError);
  expect(String(error)).toContain('taken by others 3 times in a row: back');
});

test('a service that drains after SIGTERM refuses as soon as it listens no more', async () => {
  const job = jobOf('drains', { env: { back: { LINGERS: 'yes' } } });
  const events = await engine.host(job, async (world) => {
    await begun(world, job, 'by-http');
    await world.ports.process.terminate('back', 1, { twice: true });
    for (let round = 0; round < 100; round++) {
      const refused = exchangesOn(world.events(), 'front>back');
      if (refused.some((exchange) => exchange.class === 'refused')) break;
      const operations = operationsAt('by-http', world.nowMs());
      await world.load(operations, job.signal);
    }
    const asked = () =>
      world.events().filter((event) => event.type === 'signal' && event.name === 'asked to end');
    await vi.waitFor(() => expect(asked()).toHaveLength(2), { timeout: 10_000 });
    await world.finish();
    return world.events();
  });
  const refused = exchangesOn(events, 'front>back').find((one) => one.class === 'refused');
  const exited = events.find(
    (event) => event.type === 'process' && event.role === 'back' && event.what === 'exited',
  );
  // It was refused by a process that still ran.
  expect(refused?.atMs).toBeLessThan(exited?.atMs ?? Number.NaN);
});
