import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulate.ts';
import type { WorldControl } from '../world-control.ts';

const seed = 1;

/** A service that answers at once, or after a while on /slow. */
const service = () => {
  http
    .createServer((request, response) => {
      if (request.url === '/slow') setTimeout(() => response.end('slow'), 1000);
      else response.end('fast');
    })
    .listen(80);
};

const topology = { service, client: {} };

const causeOf = (error: unknown): string => {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
};

const ask = async (path = '/', init: RequestInit = {}): Promise<string> => {
  const began = performance.now();
  const answer = await fetch(`http://service${path}`, init).then((one) => one.text(), causeOf);
  return `${answer} ${Math.round((performance.now() - began) / 100) / 10}`;
};

const inWorld = <Result>(body: (world: WorldControl) => Promise<Result>) =>
  simulate(topology, { seed }, async (world) => {
    world.start('service');
    await world.runFor(100);
    return body(world);
  });

/** Begins something on the client and lets some time pass, so that it is under way. */
const begin = async (world: WorldControl, task: () => Promise<unknown>) => {
  const done: unknown[] = [];
  await world.on('client', () => {
    void task().then((result) => done.push(result));
  });
  await world.runFor(200);
  return done;
};

describe('peers of a process that was killed', () => {
  it('see the end of a connection in use, refused new ones, and its successor', () =>
    inWorld(async (world) => {
      const slow = await begin(world, () => ask('/slow'));
      world.host('service').kill();
      await world.runFor(10);
      expect(slow).toEqual(['UND_ERR_SOCKET 0.2']);
      expect(await world.on('client', () => ask())).toBe('ECONNREFUSED 0');
      world.start('service');
      await world.runFor(100);
      expect(await world.on('client', () => ask())).toBe('fast 0');
    }));

  it('see a reset when the process left something unread', () =>
    simulate(
      { reader: () => void net.createServer({ pauseOnConnect: true }).listen(80), client: {} },
      { seed },
      async (world) => {
        world.start('reader');
        const ended = await begin(world, async () => {
          const socket = net.connect(80, 'reader').on('error', () => {});
          socket.write('unread');
          const [error] = await once(socket.resume(), 'error');
          return (error as NodeJS.ErrnoException).code;
        });
        world.host('reader').kill();
        await world.runFor(10);
        expect(ended).toEqual(['ECONNRESET']);
      },
    ));
});

describe('a machine without power', () => {
  it('says nothing: connections hang, connects hang, until it is back and resets them', () =>
    inWorld(async (world) => {
      const slow = await begin(world, () => ask('/slow'));
      world.host('service').losePower();
      const signal = () => ({ signal: AbortSignal.timeout(5000) });
      expect(await world.on('client', () => ask('/', signal()))).toBe('TimeoutError 5');
      expect(slow).toEqual([]);
      world.start('service');
      await world.runFor(100);
      expect(await world.on('client', () => ask())).toBe('fast 0');
      // Nothing is sent on the old connection, so its client never learns: it is half open.
      expect(slow).toEqual([]);
    }));

  it('gets what was under way again when it is back, and resets it', () =>
    inWorld(async (world) => {
      const { conditions } = world.world.network;
      await world.on('client', () => ask());
      const [client, server] = [world.host('client'), world.host('service')];
      conditions.setLatency(client, server, { leastMs: 300, usualMs: 0 });
      const asked = await begin(world, () => ask('/slow'));
      server.losePower();
      await world.runFor(5000);
      expect(asked).toEqual([]);
      world.start('service');
      await world.runFor(10_000);
      expect(asked).toHaveLength(1);
      expect(asked[0]).toMatch(/^ECONNRESET/);
    }));

  it('resets what it does not know when something is sent to it', () =>
    simulate(
      { echo: () => void net.createServer((one) => one.pipe(one)).listen(80), client: {} },
      { seed },
      async (world) => {
        world.start('echo');
        const ended = await begin(world, async () => {
          const socket = net.connect(80, 'echo');
          setInterval(() => socket.write('x'), 1000);
          const [error] = await once(socket.resume(), 'error');
          return (error as NodeJS.ErrnoException).code;
        });
        world.host('echo').losePower();
        await world.runFor(5000);
        world.start('echo');
        expect(ended).toEqual([]);
        await world.runFor(20_000);
        expect(ended).toEqual(['ECONNRESET']);
      },
    ));
});

describe('a path', () => {
  it('that loses packets holds data back, and delivers it after it is whole again', () =>
    inWorld(async (world) => {
      const [client, server] = [world.host('client'), world.host('service')];
      const slow = await begin(world, () => ask('/slow'));
      const heal = world.world.network.conditions.partition(client, server);
      await world.runFor(4000);
      expect(slow).toEqual([]);
      heal();
      await world.runFor(10_000);
      expect(slow).toHaveLength(1);
      expect(slow[0]).toMatch(/^slow [4-9]/);
    }));

  it('that loses packets lets a connect hang until it gives up, as undici and as Linux do', () =>
    inWorld(async (world) => {
      const [client, server] = [world.host('client'), world.host('service')];
      world.world.network.conditions.lose(server, client);
      expect(await world.on('client', () => ask())).toBe('UND_ERR_CONNECT_TIMEOUT 10');
      const code = await world.on('client', async () => {
        const began = performance.now();
        const [error] = await once(net.connect(80, 'service'), 'error');
        return `${(error as NodeJS.ErrnoException).code} ${Math.round(performance.now() - began)}`;
      });
      expect(code).toBe('ETIMEDOUT 127000');
    }));

  it('that refuses does so until all refusals are undone', () =>
    inWorld(async (world) => {
      const { conditions } = world.world.network;
      const [client, server] = [world.host('client'), world.host('service')];
      const undo = [conditions.refuse(client, server), conditions.refuse(client, server)];
      undo[0]?.();
      undo[0]?.();
      expect(await world.on('client', () => ask())).toBe('ECONNREFUSED 0');
      undo[1]?.();
      expect(await world.on('client', () => ask())).toBe('fast 0');
    }));

  it('gives up an established connection after as long as Linux does', () =>
    inWorld(async (world) => {
      const [client, server] = [world.host('client'), world.host('service')];
      await world.on('client', () => ask());
      world.world.network.conditions.partition(client, server);
      const ended = await world.on(
        'client',
        async () => {
          const began = performance.now();
          const request = http.get({ host: 'service', agent: false, path: '/slow' });
          await once(request, 'error');
          return performance.now() - began;
        },
        2_000_000,
      );
      expect(ended).toBeGreaterThan(120_000);
    }));

  it('takes as long as its latency says, both ways', () =>
    inWorld(async (world) => {
      const { conditions } = world.world.network;
      const [client, server] = [world.host('client'), world.host('service')];
      conditions.setLatency(client, server, { leastMs: 200, usualMs: 0 });
      conditions.setLatency(server, client, { leastMs: 300, usualMs: 0 });
      // Two round trips: one to connect, one to ask.
      expect(await world.on('client', () => ask())).toBe('fast 1');
      expect(await world.on('client', () => ask())).toBe('fast 0.5');
    }));
});

describe('a process that is paused', () => {
  it('is connected to and written to by its kernel, and answers after it goes on', () =>
    inWorld(async (world) => {
      world.host('service').pause();
      const asked = await begin(world, () => ask());
      await world.runFor(3000);
      expect(asked).toEqual([]);
      world.host('service').resume();
      await world.runFor(100);
      expect(asked).toEqual(['fast 3.2']);
    }));

  it('lets connects hang once its queue is full', () =>
    simulate(
      { service: () => void http.createServer(() => {}).listen(80, undefined, 2), client: {} },
      { seed },
      async (world) => {
        world.start('service');
        await world.runFor(10);
        world.host('service').pause();
        const connected = await world.on('client', async () => {
          let count = 0;
          for (let index = 0; index < 6; index++) net.connect(80, 'service', () => count++);
          await new Promise((resolve) => setTimeout(resolve, 500));
          return count;
        });
        expect(connected).toBe(3);
      },
    ));
});
