import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunJob, World } from '../../core/engine.ts';
import type { FaultStep } from '../../core/fault.ts';
import type { EventDraft } from '../../core/history.ts';
import { operationsAt, tinyJob } from '../live/fixture/tiny-job.ts';
import { createSimulatedEngine, type SimulatedFacts } from './simulated-engine.ts';

const projectRoot = resolve(import.meta.dirname, '../../..');
const jobs: RunJob[] = [];
afterAll(() => {
  for (const { folder } of jobs) rmSync(folder, { recursive: true, force: true });
});

const step = (target: string): FaultStep => ({
  id: 1,
  kind: 'refuse',
  target,
  params: {},
  when: { atMs: 0 },
  heal: 'never',
});

interface Given extends NonNullable<Parameters<typeof tinyJob>[1]> {
  /** Links that shall be disturbed. */
  readonly disturbed?: readonly string[];
}

/** Runs the tiny stack from its first operation to its end; gives what was seen. */
const simulated = async (given: Given, body: (world: World, job: RunJob) => Promise<void>) => {
  const { disturbed = [], ...rest } = given;
  const plain = tinyJob(`simulated-${jobs.length}`, rest);
  const job = { ...plain, plan: { ...plain.plan, steps: disturbed.map(step) } };
  jobs.push(job);
  let facts: SimulatedFacts | undefined;
  const engine = createSimulatedEngine({
    projectRoot,
    readyLimitMs: 2_000,
    onEnd: (_job, ended) => {
      facts = ended;
    },
  });
  const events = await engine.host(job, async (world) => {
    await world.load(operationsAt('warm-up', 0), job.signal);
    world.begin();
    await body(world, job);
    await world.finish();
    return world.events();
  });
  return { events, facts };
};

const load = (world: World, kind: string, ...times: readonly number[]) =>
  world.load(operationsAt(kind, ...times), new AbortController().signal);

const on = (events: readonly EventDraft[], link: string) =>
  events.filter((event) => event.type === 'exchange' && event.link === link && event.atMs >= 0);

describe('a stack in virtual time', () => {
  it('takes operations, and each has one exchange on each link and one effect', async () => {
    const { events } = await simulated({}, (world) => load(world, 'put', 10, 20, 3_600_000));
    const ended = events.filter(({ type }) => type === 'complete');
    expect(ended).toHaveLength(4);
    const [first] = on(events, 'front>back');
    expect(first).toMatchObject({
      class: 'answered',
      callId: 'call-put-1',
      key: 'put-1',
      method: 'POST',
      path: '/work',
      status: 200,
      answeredBy: 'service',
      serviceEnding: 'answered',
      servedByLife: 0,
      source: 'taps',
    });
    expect(on(events, 'front>back')).toHaveLength(3);
    expect(on(events, 'client>front')).toHaveLength(3);
    const effects = events.flatMap((event) => (event.type === 'effect' ? [event.key] : []));
    expect(effects).toEqual(['warm-up-1', 'put-1', 'put-2', 'put-3']);
    const late = events.findLast(({ type }) => type === 'complete');
    expect(late?.atMs).toBeGreaterThan(3_600_000);
    expect(late?.atMs).toBeLessThan(3_600_100);
  });

  it('has the signals of its log lines, at the instant they were written', async () => {
    const { events } = await simulated({}, (world) => load(world, 'put', 500));
    const signal = events.findLast((event) => event.type === 'signal');
    expect(signal).toMatchObject({ role: 'front', life: 0, name: 'handedOn' });
    const answered = on(events, 'front>back')[0];
    expect(signal?.atMs).toBeGreaterThanOrEqual(answered?.atMs ?? Number.POSITIVE_INFINITY);
  });

  it('says why it did not start, with the last words of the service', async () => {
    const failing = simulated({ env: { front: { MISBEHAVE: 'exit' } } }, async () => {});
    await expect(failing).rejects.toThrow(/front: exited with code 7.*\n.*no such tea/);
    const deaf = simulated({ env: { front: { MISBEHAVE: 'never-ready' } } }, async () => {});
    await expect(deaf).rejects.toThrow('front: not ready within 2000 ms: GET /ready answers 503');
  });

  it('fails a run whose program reaches the real machine, and names the line', async () => {
    const escaping = simulated({ env: { back: { GRANDCHILD: 'yes' } } }, async () => {});
    await expect(escaping).rejects.toThrow(/back reached child_process\.spawn.*back\.ts:\d+/);
  });
});

describe('a planted edit', () => {
  const edit = { file: 'harness/engines/live/fixture/back.ts', find: "'done'", replace: "'well'" };

  it('must be in a file that a service loads', async () => {
    const file = 'harness/engines/live/fixture/tiny-job.ts';
    const edits = [{ file, find: 'in a folder of its own', replace: 'nowhere' }];
    const running = simulated({ edits }, (world) => load(world, 'put', 1));
    await expect(running).rejects.toThrow(`${file}: no service has loaded it`);
    await expect(
      simulated({ edits: [edit] }, (world) => load(world, 'put', 1)),
    ).resolves.toBeDefined();
  });

  it('must find its text, before anything starts', async () => {
    const edits = [{ ...edit, find: 'not there' }];
    await expect(simulated({ edits }, async () => {})).rejects.toThrow('found 0 times');
  });
});

describe('one seed', () => {
  const trace = async (seed: number) => {
    const { plan } = tinyJob('seed');
    const { facts } = await simulated({ plan: { ...plan, seed } }, (world) =>
      load(world, 'put', 10, 20, 30),
    );
    return facts?.traceHash;
  };

  it('gives one trace, and another seed another', async () => {
    const [one, other, again] = [await trace(1), await trace(2), await trace(1)];
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });
});

describe('the process port', () => {
  it('kills: attempts are refused where the caller sees it, until the heal starts a new life', async () => {
    const { events } = await simulated({}, async (world) => {
      const heal = await world.ports.process.kill('back', 1);
      await load(world, 'dead', 100);
      expect(await heal()).toEqual({ exits: 1, starts: 1 });
      await load(world, 'alive', 1_000);
    });
    expect(on(events, 'front>back')).toMatchObject([
      { class: 'refused', callId: 'call-dead-1', key: 'dead-1', path: '/work', steps: [1] },
      { class: 'answered', servedByLife: 1 },
    ]);
    const lives = events.flatMap((event) =>
      event.type === 'process' && event.role === 'back' ? [`${event.life} ${event.what}`] : [],
    );
    expect(lives.slice(0, 5)).toEqual(['0 started', '0 ready', '0 exited', '1 started', '1 ready']);
  });

  it('pauses: what is delivered meanwhile is unread, and executed after the resume', async () => {
    const { events } = await simulated({}, async (world) => {
      const heal = await world.ports.process.pause('back', 1);
      const sent = load(world, 'held', 100);
      await world.sleep(1_000);
      expect(await heal()).toMatchObject({ pauses: 1 });
      await sent;
    });
    const [held] = on(events, 'front>back');
    expect(held).toMatchObject({ class: 'answered', status: 200 });
    const effect = events.find((event) => event.type === 'effect' && event.key === 'held-1');
    expect(effect?.atMs).toBeGreaterThan(1_000);
  });

  it('terminates: the process ends by itself, and the heal brings it back', async () => {
    const { events } = await simulated({}, async (world) => {
      const heal = await world.ports.process.terminate('back', 1, { twice: false });
      await world.sleep(500);
      expect(await heal()).toEqual({ exits: 1, starts: 1 });
    });
    const back = events.filter((event) => event.type === 'process' && event.role === 'back');
    expect(back.slice(2, 4)).toMatchObject([
      { what: 'terminated', signal: 'SIGTERM', planned: true },
      { what: 'exited', code: 0, planned: true },
    ]);
  });

  it('tells an exit that nobody planned, and its request that was never answered', async () => {
    const given = { env: { back: { DIES_ON: 'last-1' } } };
    const { events } = await simulated(given, (world) => load(world, 'last', 10));
    const exit = events.find((event) => event.type === 'process' && event.what === 'exited');
    expect(exit).toMatchObject({ role: 'back', life: 0, code: 9, planned: false });
    expect(on(events, 'front>back')).toMatchObject([
      { class: 'delivered', endedByCaller: false, serviceEnding: 'closed' },
    ]);
  });
});

describe('the file port', () => {
  it('changes a file of a volume, counts what broke, and puts it back', async () => {
    const { events } = await simulated({}, async (world) => {
      const file = { path: 'model.txt', content: null };
      const heal = await world.ports.file.put('data', 1, file);
      await load(world, 'broken', 10);
      expect(await heal()).toEqual({ filesChanged: 1, requestsBroken: 1 });
      await load(world, 'whole', 500);
    });
    const [broken, whole] = on(events, 'front>back');
    expect([broken, whole]).toMatchObject([{ status: 503 }, { status: 200 }]);
  });

  it('hides a folder and brings it back with what was made in its place', async () => {
    const { events } = await simulated({}, async (world) => {
      const heal = await world.ports.file.hideFolder('data', 1, 'effects');
      await load(world, 'hidden', 10);
      expect(await heal()).toEqual({ foldersHidden: 1, requestsBroken: 1 });
      await load(world, 'found', 500);
    });
    expect(on(events, 'front>back')).toMatchObject([{ status: 500 }, { status: 200 }]);
    expect(events.findLast(({ type }) => type === 'effect')).toMatchObject({ key: 'found-1' });
  });
});

describe('a disturbed link', () => {
  const link = 'front>back';

  it('answers by the gateway, with the same rules as live', async () => {
    const { events } = await simulated({ disturbed: [link] }, async (world) => {
      const params = { status: 503, when: 'instead' } as const;
      const rule = { fault: 'status', params, select: { path: '/work' } };
      const heal = await world.ports.http.rule(link, 1, rule);
      await load(world, 'put', 10, 20);
      expect(await heal()).toEqual({ responsesReplaced: 2 });
      await load(world, 'after', 500);
    });
    expect(on(events, link)).toMatchObject([
      { class: 'answered', status: 503, answeredBy: 'gateway', steps: [1] },
      { class: 'answered', status: 503, answeredBy: 'gateway', steps: [1] },
      { class: 'answered', status: 200, answeredBy: 'service', steps: [] },
    ]);
  });

  it('delays by a toxic, and its receipt counts what came late', async () => {
    const { events } = await simulated({ disturbed: [link] }, async (world) => {
      const attributes = { latency: 400, jitter: 0 };
      const toxic = { type: 'latency', stream: 'downstream', attributes } as const;
      const heal = await world.ports.tcp.toxic(link, 1, toxic);
      await load(world, 'slow', 10);
      expect(await heal()).toMatchObject({ chunksDelayed: 1 });
    });
    const [slow] = on(events, link);
    const tookMs = slow?.type === 'exchange' ? (slow.answeredAtMs ?? 0) - (slow.sentAtMs ?? 0) : 0;
    expect(tookMs).toBeGreaterThan(400);
    expect(tookMs).toBeLessThan(410);
  });

  it('refuses, and the attempts are seen as the network refused them', async () => {
    const { events } = await simulated({ disturbed: [link] }, async (world) => {
      const heal = await world.ports.tcp.refuse(link, 1);
      await load(world, 'refused', 10);
      await heal();
      await load(world, 'after', 500);
    });
    expect(on(events, link)).toMatchObject([
      { class: 'refused', callId: 'call-refused-1', steps: [1] },
      { class: 'answered' },
    ]);
  });

  it('is refused too while its service is dead', async () => {
    const { events } = await simulated({ disturbed: [link] }, async (world) => {
      const heal = await world.ports.process.kill('back', 1);
      await load(world, 'dead', 100);
      await heal();
    });
    expect(on(events, link)).toMatchObject([{ class: 'refused' }]);
  });

  it('is recorded as one that is only listened to', async () => {
    const without = (event: EventDraft) =>
      Object.fromEntries(Object.entries(event).filter(([name]) => !/atMs$/i.test(name)));
    const records = async (disturbed: readonly string[]) => {
      const { events } = await simulated({ disturbed }, async (world) => {
        await load(world, 'put', 10, 500, 7_000);
        await load(world, 'by-http', 8_000);
        const heal = await world.ports.process.restart('back', 1, {
          signal: 'SIGKILL',
          downMs: 100,
        });
        await heal();
        await load(world, 'again', 12_000);
      });
      return on(events, link).map(without);
    };
    const wire = await records([]);
    expect(wire).toHaveLength(5);
    expect(await records([link])).toEqual(wire);
  });
});

describe('what the engine offers', () => {
  it('is nothing on a stack with a service that is no module', () => {
    const engine = createSimulatedEngine({ projectRoot });
    const { scenario, folder } = tinyJob('offers');
    rmSync(folder, { recursive: true });
    expect(engine.offers(scenario, 'process', 'back')).toBe(true);
    expect(engine.offers(scenario, 'tcp', 'front>back')).toBe(true);
    expect(engine.offers(scenario, 'file', 'data')).toBe(true);
    const [front] = scenario.stack.services;
    const external = { ...front, run: { kind: 'external', url: 'http://127.0.0.1:1' } } as const;
    // The spread of a service with another way to run is a service.
    const services = [external as NonNullable<typeof front>];
    const other = { ...scenario, stack: { ...scenario.stack, services } };
    expect(engine.offers(other, 'process', 'front')).toMatchObject({
      lacking: expect.stringContaining('no ES module'),
    });
  });
});
