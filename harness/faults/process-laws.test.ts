import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { World } from '../core/engine.ts';
import type { Counts, Fault, FaultStep } from '../core/fault.ts';
import type { Exchange } from '../core/history.ts';
import type { Outcome } from '../core/outcome.ts';
import { addCounts, type Ports } from '../core/ports.ts';
import { tinyJob } from '../engines/live/fixture/tiny-job.ts';
import { createLiveEngine } from '../engines/live/live-engine.ts';
import { corruptFile } from './corrupt-file.ts';
import { crashLoop } from './crash-loop.ts';
import { eventually } from './fixture/eventually.ts';
import { idlePorts } from './fixture/idle-ports.ts';
import { windowExchanges } from './fixture/window-exchanges.ts';
import { hideFolder } from './hide-folder.ts';
import { kill } from './kill.ts';
import { pause } from './pause.ts';
import { removeFile } from './remove-file.ts';
import { restart } from './restart.ts';
import { slowStart } from './slow-start.ts';
import { terminate } from './terminate.ts';
import { writeFile } from './write-file.ts';

const projectRoot = resolve(import.meta.dirname, '../..');
const engine = createLiveEngine({ projectRoot, allowHosts: [] });
const job = tinyJob(`process-laws-${process.pid}`);
const up = Promise.withResolvers<World>();
const over = Promise.withResolvers<void>();
let hosted: Promise<void>;
let world: World;
let count = 0;

beforeAll(async () => {
  hosted = engine.host(job, async (started) => {
    await send(started);
    started.begin();
    up.resolve(started);
    await over.promise;
    await started.finish();
  });
  world = await Promise.race([up.promise, hosted.then(() => Promise.reject(new Error('ended')))]);
});

afterAll(async () => {
  over.resolve();
  await hosted;
  rmSync(job.folder, { recursive: true });
});

type Sent = { readonly id: string; readonly outcome: Outcome };

/** Sends one message through the stack, on connections of its own. */
const send = async (through: World): Promise<Sent> => {
  const id = `message-${++count}`;
  const operation = { id, kind: 'by-http', text: id, conversation: 'one', atMs: 0 };
  await through.load([operation], job.signal);
  const done = through
    .events()
    .find((event) => event.type === 'complete' && event.operation === id);
  if (done?.type !== 'complete') throw new Error(`${id} has not completed`);
  // The taps tell what they saw a moment after the client knows how it ended.
  await vi.waitFor(() => expect(exchangesOf(id, through)).not.toEqual([]), { timeout: 10_000 });
  return { id, outcome: done.outcome };
};

type Seen = Omit<Exchange, 'index'>;

const exchangesOf = (id: string, through = world): readonly Seen[] =>
  through
    .events()
    .filter(
      (event): event is Seen =>
        event.type === 'exchange' && event.link === 'front>back' && event.key === id,
    );

const stepOf = (fault: Fault): FaultStep => ({
  id: ++count,
  kind: fault.kind,
  target: fault.on === 'volume' ? 'data' : 'back',
  params: fault.params.parse(fault.sample),
  when: { atMs: 0 },
  heal: { afterMs: 1 },
});

/** Injects, lets something happen, heals; returns what the receipt would say. */
const disturb = async (
  fault: Fault,
  ports: Ports,
  during: (heal: () => Promise<void>) => Promise<void>,
): Promise<{ readonly counts: Counts; readonly effective: boolean }> => {
  const step = stepOf(fault);
  const fromMs = world.nowMs();
  const undo = await fault.inject(ports, step);
  let healed: Promise<Counts> | undefined;
  const heal = async () => {
    healed ??= undo();
    await healed;
  };
  await during(heal);
  await heal();
  const counted = (await healed) ?? {};
  const toMs = world.nowMs();
  const exchanges = windowExchanges(world.events(), step, { fromMs, toMs });
  const processes = livesOf('back').filter((event) => event.atMs >= fromMs);
  const evidence = fault.evidence?.({ step, fromMs, toMs, exchanges, processes }) ?? {};
  const counts = addCounts(counted, evidence);
  return { counts, effective: fault.effects.some((name) => (counts[name] ?? 0) > 0) };
};

const livesOf = (role: string) =>
  world
    .events()
    .flatMap((event, index) =>
      event.type === 'process' && event.role === role ? [{ ...event, index }] : [],
    );

const worksAgain = async () => {
  const { id, outcome } = await send(world);
  expect(outcome.kind).toBe('ok');
  expect(exchangesOf(id)).toMatchObject([{ class: 'answered', status: 200 }]);
  const effects = () =>
    world.events().filter((event) => event.type === 'effect' && event.key === id);
  await vi.waitFor(() => expect(effects()).toHaveLength(1), { timeout: 10_000 });
};

// Every fault is used with its own sample, so what it takes as parameters does not matter here.
const ended = [kill, terminate, restart, slowStart] as readonly Fault[];
const broken = [removeFile, corruptFile, hideFolder, writeFile] as readonly Fault[];
// Used with its own sample, too.
const looping = crashLoop as Fault;
const all = [...ended, looping, pause, ...broken];
const named = (faults: readonly Fault[]) => faults.map((fault) => [fault.kind, fault] as const);

test.each(named(ended))('%s: attempts are refused, and another life follows', async (_, fault) => {
  const before = livesOf('back').length;
  const { counts, effective } = await disturb(fault, world.ports, async () => {
    const refused = await eventually(async () => {
      const { id } = await send(world);
      return exchangesOf(id).find((exchange) => exchange.class === 'refused');
    });
    expect(refused).toMatchObject({ source: 'client' });
  });
  expect(effective).toBe(true);
  expect(counts).toMatchObject({ exits: 1, starts: 1 });
  expect(counts.refused).toBeGreaterThanOrEqual(1);
  const after = livesOf('back').slice(before);
  expect(after.map((event) => event.planned)).not.toContain(false);
  expect(after.at(-1)).toMatchObject({ what: 'ready' });
  await worksAgain();
});

test('crashLoop: life after life is ended, and the last one stays', async () => {
  const before = livesOf('back').length;
  const exits = () =>
    livesOf('back')
      .slice(before)
      .filter(({ what }) => what === 'exited');
  const { counts, effective } = await disturb(looping, world.ports, async () => {
    await vi.waitFor(() => expect(exits().length).toBeGreaterThanOrEqual(3), { timeout: 20_000 });
    await eventually(async () => {
      const { id } = await send(world);
      return exchangesOf(id).find((exchange) => exchange.class === 'refused');
    });
  });
  expect(effective).toBe(true);
  expect(counts.exits).toBe(exits().length);
  expect(counts.starts).toBeGreaterThanOrEqual(3);
  expect(exits().map((event) => event.planned)).not.toContain(false);
  await worksAgain();
});

test('pause: a request waits at the stopped process and is answered after the heal', async () => {
  const link = 'front>back';
  const seen = world
    .events()
    .filter((event) => event.type === 'exchange' && event.link === link && event.atMs >= 0);
  const nth = 1 + seen.filter((event) => event.type === 'exchange' && event.connection >= 0).length;
  const { counts, effective } = await disturb(pause, world.ports, async (heal) => {
    const sent = send(world);
    await world.occurs({ link, nth, phase: 'delivered' }, job.signal);
    await heal();
    const { id, outcome } = await sent;
    expect(outcome.kind).toBe('ok');
    const [held] = exchangesOf(id);
    const resumed = livesOf('back').findLast((event) => event.what === 'resumed');
    expect(held?.deliveredAtMs).toBeLessThan(resumed?.atMs ?? Number.NaN);
    expect(held?.serviceAnsweredAtMs).toBeGreaterThan(resumed?.atMs ?? Number.NaN);
  });
  expect(effective).toBe(true);
  expect(counts).toMatchObject({ pauses: 1, held: 1 });
  await worksAgain();
});

test.each(named(broken))('%s: the process runs, but its work fails', async (_, fault) => {
  const { counts, effective } = await disturb(fault, world.ports, async () => {
    const { id, outcome } = await send(world);
    expect(outcome).toMatchObject({ kind: 'fail', error: { code: 'HTTP_502' } });
    const [exchange] = exchangesOf(id);
    expect(exchange?.status).toBeGreaterThanOrEqual(500);
  });
  expect(effective).toBe(true);
  // A flag is an effect by itself; what fails behind it may have any cause.
  const effect = fault.kind === 'writeFile' ? { filesChanged: 1 } : { requestsBroken: 1 };
  expect(counts).toMatchObject(effect);
  expect('requestsBroken' in counts).toBe(fault.kind !== 'writeFile');
  await worksAgain();
});

test.each(named(all))('%s without traffic is inert', async (kind, fault) => {
  const { effective } = await disturb(fault, world.ports, async () => {});
  // To set a flag is an effect by itself: the fault says so.
  expect(effective).toBe(kind === 'writeFile');
  await worksAgain();
});

test.each(named(all))('%s that does nothing is inert, whatever the traffic', async (_, fault) => {
  const { effective } = await disturb(fault, idlePorts, worksAgain);
  expect(effective).toBe(false);
});

test('overlapping kills heal only together', async () => {
  const first = await world.ports.process.kill('back', 901);
  const second = await world.ports.process.kill('back', 902);
  expect(await first()).toEqual({ exits: 1, starts: 0 });
  expect((await send(world)).outcome.kind).toBe('fail');
  expect(await second()).toEqual({ exits: 0, starts: 1 });
  await worksAgain();
});

test('overlapping pauses end with the last one', async () => {
  const first = await world.ports.process.pause('back', 903);
  const second = await world.ports.process.pause('back', 904);
  await first();
  expect(livesOf('back').at(-1)).toMatchObject({ what: 'paused' });
  await second();
  expect(livesOf('back').at(-1)).toMatchObject({ what: 'resumed' });
  await worksAgain();
});

test('a pause ends with the life that it has stopped', async () => {
  const resume = await world.ports.process.pause('back', 905);
  const revive = await world.ports.process.kill('back', 906);
  await revive();
  await worksAgain();
  await resume();
  expect(livesOf('back').at(-1)).toMatchObject({ what: 'ready' });
});
