import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Stack } from '../../core/stack.ts';
import { tinyStack } from '../live/fixture/tiny-stack.ts';
import { exchangesOn, load, simulateTiny } from './engine/fixture/simulate-tiny.ts';

const isAbout400 = (ms: number) => ms > 400 && ms < 410;
const isShort = (ms: number) => ms < 10;

describe('the process port', () => {
  it('kills: attempts are refused where the caller sees it, until the heal starts a new life', async () => {
    const { events } = await simulateTiny({}, async (world) => {
      const heal = await world.ports.process.kill('back', 1);
      await load(world, 'dead', 100);
      expect(await heal()).toEqual({ exits: 1, starts: 1 });
      await load(world, 'alive', 1_000);
    });
    expect(exchangesOn(events, 'front>back')).toMatchObject([
      { class: 'refused', callId: 'call-dead-1', key: 'dead-1', path: '/work', steps: [1] },
      { class: 'answered', servedByLife: 1 },
    ]);
    const lives = events.flatMap((event) =>
      event.type === 'process' && event.role === 'back' ? [`${event.life} ${event.what}`] : [],
    );
    expect(lives.slice(0, 5)).toEqual(['0 started', '0 ready', '0 exited', '1 started', '1 ready']);
  });

  it('pauses: what is delivered meanwhile is unread, and executed after the resume', async () => {
    const { events } = await simulateTiny({}, async (world) => {
      const heal = await world.ports.process.pause('back', 1);
      const sent = load(world, 'held', 100);
      await world.sleep(1_000);
      expect(await heal()).toMatchObject({ pauses: 1 });
      await sent;
    });
    const [held] = exchangesOn(events, 'front>back');
    expect(held).toMatchObject({ class: 'answered', status: 200 });
    const told = events.flatMap((event) => {
      if (event.type === 'effect') return event.key === 'held-1' ? ['executed'] : [];
      return event.type === 'process' && event.life === 0 ? [event.what] : [];
    });
    expect(told.slice(told.indexOf('paused')).slice(0, 3)).toEqual([
      'paused',
      'resumed',
      'executed',
    ]);
  });

  it('terminates: the process ends by itself, and the heal brings it back', async () => {
    const { events } = await simulateTiny({}, async (world) => {
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
    const { events } = await simulateTiny(given, (world) => load(world, 'last', 10));
    const exit = events.find((event) => event.type === 'process' && event.what === 'exited');
    expect(exit).toMatchObject({ role: 'back', life: 0, code: 9, planned: false });
    expect(exchangesOn(events, 'front>back')).toMatchObject([
      { class: 'delivered', endedByCaller: false, serviceEnding: 'closed' },
    ]);
  });
});

describe('the file port', () => {
  it('changes a file of a volume, counts what broke, and puts it back', async () => {
    const { events } = await simulateTiny({}, async (world) => {
      const file = { path: 'model.txt', content: null };
      const heal = await world.ports.file.put('data', 1, file);
      await load(world, 'broken', 10);
      expect(await heal()).toEqual({ filesChanged: 1, requestsBroken: 1 });
      await load(world, 'whole', 500);
    });
    const [broken, whole] = exchangesOn(events, 'front>back');
    expect([broken, whole]).toMatchObject([{ status: 503 }, { status: 200 }]);
  });

  it('hides a folder and brings it back with what was made in its place', async () => {
    const { events } = await simulateTiny({}, async (world) => {
      const heal = await world.ports.file.hideFolder('data', 1, 'effects');
      await load(world, 'hidden', 10);
      expect(await heal()).toEqual({ foldersHidden: 1, requestsBroken: 1 });
      await load(world, 'found', 500);
    });
    expect(exchangesOn(events, 'front>back')).toMatchObject([{ status: 500 }, { status: 200 }]);
    expect(events.findLast(({ type }) => type === 'effect')).toMatchObject({ key: 'found-1' });
  });
});

describe('a disturbed link', () => {
  const link = 'front>back';

  it('answers by the gateway, with the same rules as live', async () => {
    const { events } = await simulateTiny({ disturbed: [link] }, async (world) => {
      const params = { status: 503, when: 'instead' } as const;
      const rule = { fault: 'status', params, select: { path: '/work' } };
      const heal = await world.ports.http.rule(link, 1, rule);
      await load(world, 'put', 10, 20);
      expect(await heal()).toEqual({ responsesReplaced: 2 });
      await load(world, 'after', 500);
    });
    expect(exchangesOn(events, link)).toMatchObject([
      { class: 'answered', status: 503, answeredBy: 'gateway', steps: [1] },
      { class: 'answered', status: 503, answeredBy: 'gateway', steps: [1] },
      { class: 'answered', status: 200, answeredBy: 'service', steps: [] },
    ]);
  });

  it('delays by a toxic, and its receipt counts what came late', async () => {
    const { events } = await simulateTiny({ disturbed: [link] }, async (world) => {
      const attributes = { latency: 400, jitter: 0 };
      const toxic = { type: 'latency', stream: 'downstream', attributes } as const;
      const heal = await world.ports.tcp.toxic(link, 1, toxic);
      await load(world, 'slow', 10);
      expect(await heal()).toMatchObject({ chunksDelayed: 1 });
      await load(world, 'fast', 1_000);
    });
    const tookMs = exchangesOn(events, link).map((event) =>
      event.type === 'exchange' ? (event.answeredAtMs ?? 0) - (event.sentAtMs ?? 0) : 0,
    );
    expect(tookMs).toEqual([expect.toSatisfy(isAbout400), expect.toSatisfy(isShort)]);
  });

  it('refuses, and the attempts are seen as the network refused them', async () => {
    const { events } = await simulateTiny({ disturbed: [link] }, async (world) => {
      const heal = await world.ports.tcp.refuse(link, 1);
      await load(world, 'refused', 10);
      await heal();
      await load(world, 'after', 500);
    });
    expect(exchangesOn(events, link)).toMatchObject([
      { class: 'refused', callId: 'call-refused-1', steps: [1] },
      { class: 'answered' },
    ]);
  });

  it('is refused too while its service is dead', async () => {
    const { events } = await simulateTiny({ disturbed: [link] }, async (world) => {
      const heal = await world.ports.process.kill('back', 1);
      await load(world, 'dead', 100);
      await heal();
    });
    expect(exchangesOn(events, link)).toMatchObject([{ class: 'refused' }]);
  });

  it('has its connections counted that never carried a request, as any other link', async () => {
    const connectOnly: Stack['connect'] = (world) => ({
      ...tinyStack.connect(world),
      send: async () => {
        const { hostname: host, port } = new URL(world.env.FRONT_URL ?? '');
        const socket = connect(Number(port), host);
        await once(socket, 'connect');
        await once(socket.end().resume(), 'close');
        return { kind: 'ok', accepted: true, status: 202 };
      },
    });
    const counts = async (disturbed: readonly string[]) => {
      const stack = { connect: connectOnly };
      const { neverSent } = await simulateTiny({ disturbed, stack }, (world) => world.sleep(1_000));
      return neverSent;
    };
    const wire = await counts([]);
    expect(wire).toEqual({ 'client>front': 1, 'front>back': 0 });
    expect(await counts(['client>front'])).toEqual(wire);
  });
});
