import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { Stack } from '../../core/stack.ts';
import scenario from '../live/fixture/tiny.scenario.ts';
import { tinyStack } from '../live/fixture/tiny-stack.ts';
import { exchangesOn, load, projectRoot, simulateTiny } from './engine/fixture/simulate-tiny.ts';
import { runningLife } from './kernel/running-life.ts';
import { createSimulatedEngine } from './simulated-engine.ts';
import { SimulatedWorld } from './world.ts';

describe('a stack in virtual time', () => {
  it('takes operations, and each has one exchange on each link and one effect', async () => {
    const { events } = await simulateTiny({}, (world) => load(world, 'put', 10, 20, 3_600_000));
    const ended = events.filter(({ type }) => type === 'complete');
    expect(ended).toHaveLength(4);
    const [first] = exchangesOn(events, 'front>back');
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
    expect(exchangesOn(events, 'front>back')).toHaveLength(3);
    expect(exchangesOn(events, 'client>front')).toHaveLength(3);
    const effects = events.flatMap((event) => (event.type === 'effect' ? [event.key] : []));
    expect(effects).toEqual(['warm-up-1', 'put-1', 'put-2', 'put-3']);
    const late = events.findLast(({ type }) => type === 'complete');
    expect(late?.atMs).toBeGreaterThan(3_600_000);
    expect(late?.atMs).toBeLessThan(3_600_100);
  });

  it('has the signals of its log lines, at the instant they were written', async () => {
    const { events } = await simulateTiny({}, (world) => load(world, 'put', 500));
    const signal = events.findLast((event) => event.type === 'signal');
    expect(signal).toMatchObject({ role: 'front', life: 0, name: 'handedOn' });
    const answered = exchangesOn(events, 'front>back')[0];
    expect(signal?.atMs).toBeGreaterThanOrEqual(answered?.atMs ?? Number.POSITIVE_INFINITY);
  });

  it('tells when a condition is met, in the life that drives the run', async () => {
    const never = new AbortController().signal;
    await simulateTiny({}, async (world) => {
      const sent = load(world, 'put', 100, 200);
      await world.occurs({ link: 'front>back', nth: 2, phase: 'delivered' }, never);
      expect(runningLife()?.host.name).toBe('holdfast');
      const deliveredAtMs = world.nowMs();
      await world.occurs({ signal: 'handedOn', where: { key: 'put-2' } }, never);
      expect(runningLife()?.host.name).toBe('holdfast');
      expect(deliveredAtMs).toBeGreaterThan(200);
      expect(world.nowMs()).toBeGreaterThan(deliveredAtMs);
      await sent;
    });
  });

  it('gives up a read of the queue in the life of the clients', async () => {
    let endedIn: string | undefined;
    const connect: Stack['connect'] = (world) => ({
      ...tinyStack.connect(world),
      drain: (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            endedIn = runningLife()?.host.name;
            reject(signal.reason);
          });
        }),
    });
    await simulateTiny({ stack: { connect } }, async (world) => {
      await expect(world.drain(AbortSignal.timeout(50))).rejects.toThrow('timeout');
      expect(runningLife()?.host.name).toBe('holdfast');
    });
    expect(endedIn).toBe('client');
  });

  it('leaves a log of each life, when asked to', async () => {
    let logs: readonly string[] = [];
    const look = (folder: string) => {
      const names = readdirSync(join(folder, 'logs'));
      logs = names.map((name) => `${name} ${readFileSync(join(folder, 'logs', name), 'utf8')}`);
    };
    await simulateTiny({ look }, (world) => load(world, 'put', 500));
    expect(logs).toEqual([
      expect.stringMatching(/^back\.0\.log \{"event":"asked to end"\}\n$/),
      expect.stringMatching(
        /^front\.0\.log \{"time":\d+,"event":"started"\}\n.*warm-up-1.*\n.*put-1/,
      ),
    ]);
  });

  it('says why it did not start, with the last words of the service', async () => {
    const failing = simulateTiny({ env: { front: { MISBEHAVE: 'exit' } } }, async () => {});
    await expect(failing).rejects.toThrow(/front: exited with code 7.*\n.*no such tea/);
    const deaf = simulateTiny({ env: { front: { MISBEHAVE: 'never-ready' } } }, async () => {});
    await expect(deaf).rejects.toThrow('front: not ready within 2000 ms: GET /ready answers 503');
  });

  it('fails a run whose program reaches the real machine, and names the line', async () => {
    const escaping = simulateTiny({ env: { back: { GRANDCHILD: 'yes' } } }, async () => {});
    await expect(escaping).rejects.toThrow(/back reached child_process\.spawn.*back\.ts:\d+/);
  });
});

describe('a planted edit', () => {
  const edit = { file: 'harness/engines/live/fixture/back.ts', find: "'done'", replace: "'well'" };

  it('must be in a file that a service loads', async () => {
    const file = 'harness/engines/live/fixture/tiny-job.ts';
    const edits = [{ file, find: 'in a folder of its own', replace: 'nowhere' }];
    const running = simulateTiny({ edits }, (world) => load(world, 'put', 1));
    await expect(running).rejects.toThrow(`${file}: no service has loaded it`);
    await expect(
      simulateTiny({ edits: [edit] }, (world) => load(world, 'put', 1)),
    ).resolves.toBeDefined();
  });

  it('must find its text, before anything starts', async () => {
    const edits = [{ ...edit, find: 'not there' }];
    await expect(simulateTiny({ edits }, async () => {})).rejects.toThrow('found 0 times');
  });
});

describe('one seed', () => {
  const trace = async (seed: number) => {
    const { facts } = await simulateTiny({ seed }, (world) => load(world, 'put', 10, 20, 30));
    return facts?.traceHash;
  };

  it('gives one trace, and another seed another', async () => {
    const [one, other, again] = [await trace(1), await trace(2), await trace(1)];
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });
});

describe('a run that is over', () => {
  it('leaves no world in memory, whatever its lives were doing when they ended', async () => {
    const { signal } = new AbortController();
    for (let round = 0; round < 4; round++) {
      await simulateTiny({ signal }, async (world) => {
        await world.ports.process.pause('back', 1);
        load(world, 'held', 10).catch(() => {});
        await world.sleep(100);
      });
    }
    // Node itself may remember the last rejection, and with it that run's world.
    expect(queryObjects(SimulatedWorld)).toBeLessThanOrEqual(1);
  });
});

describe('what the engine offers', () => {
  it('is nothing on a stack with a service that is no module', () => {
    const engine = createSimulatedEngine({ projectRoot });
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
