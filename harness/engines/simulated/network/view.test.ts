import http from 'node:http';
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

describe('names and addresses', () => {
  it('fail as the resolver does while a fault says so', () =>
    inWorld(async (world) => {
      const heal = world.world.network.names.fail('service', 'EAI_AGAIN');
      expect(await world.on('client', () => ask())).toBe('EAI_AGAIN 0');
      heal();
      expect(await world.on('client', () => ask())).toBe('fast 0');
    }));

  it('keep a server on loopback from being reached by others', () =>
    simulate(
      { service: () => void http.createServer().listen(80, '127.0.0.1'), client: {} },
      { seed },
      async (world) => {
        world.start('service');
        await world.runFor(10);
        expect(await world.on('client', () => ask())).toBe('ECONNREFUSED 0');
      },
    ));
});

describe('what others may see', () => {
  it('is observed as it arrives, with its bytes', () =>
    inWorld(async (world) => {
      const seen: string[] = [];
      world.world.network.observe((event, at) => {
        const text = event.what === 'bytes' ? event.bytes.toString('latin1').split('\r\n')[0] : '';
        seen.push(`${at.name} ${event.what} ${text}`.trim());
      });
      await world.on('client', () => ask());
      expect(seen).toEqual([
        'service syn',
        'client established',
        'service bytes GET / HTTP/1.1',
        'client bytes HTTP/1.1 200 OK',
      ]);
    }));

  it('has connections of each life of its own: a kept one does not outlive its process', () =>
    inWorld(async (world) => {
      await world.on('client', () => ask());
      const seen: string[] = [];
      world.world.network.observe((event) => seen.push(event.what));
      world.host('client').kill();
      await world.runFor(10);
      expect(seen).toContain('fin');
      await world.on('client', () => ask());
      expect(seen).toContain('syn');
    }));
});
