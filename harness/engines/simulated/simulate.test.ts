import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';

const prime = join(import.meta.dirname, '../../../reference-impl/services/prime.ts');
const env = { HOST: '0.0.0.0', PORT: '8080', SERVICE_NAME: 'prime' };

describe('a program of the live engine, unchanged', () => {
  it('boots, answers a client, and shuts down in order, in virtual time', () =>
    simulate({ prime: { run: prime, env }, client: {} }, { seed: 1 }, async (world) => {
      world.start('prime');
      await world.runUntil(() => world.output.some(({ line }) => line.includes('listening')), 5000);
      const health = await world.on('client', async () => {
        const response = await fetch('http://prime:8080/health');
        return `${response.status} ${await response.text()}`;
      });
      expect(health).toBe('200 {"able":true,"reasons":[]}');
      world.host('prime').terminate();
      await world.runFor(30_000);
      expect(world.notices.at(-1)).toMatchObject({ host: 'prime', what: 'exited', code: 0 });
      expect(world.output.map(({ line }) => JSON.parse(line).service)).toContain('prime');
    }));

  it('says what is wrong with its settings, and exits', () =>
    simulate({ prime: { run: prime, env: { PORT: 'x' } } }, { seed: 1 }, async (world) => {
      world.start('prime');
      await world.runFor(1000);
      expect(world.notices.at(-1)).toMatchObject({ what: 'exited', code: 1 });
      expect(world.output.map(({ stream }) => stream)).toContain('stderr');
    }));
});

describe('the hands of a test', () => {
  const topology = { a: {} };

  it('give back what a task on a host gives or throws', async () => {
    await simulate(topology, { seed: 1 }, async (world) => {
      expect(await world.on('a', () => 1)).toBe(1);
      expect(await world.on('a', async () => 2)).toBe(2);
      await expect(world.on('a', () => Promise.reject(new Error('thrown')))).rejects.toThrow(
        'thrown',
      );
    });
  });

  it('tell why a task did not finish', async () => {
    await simulate(topology, { seed: 1 }, async (world) => {
      await expect(world.on('a', () => new Promise(() => {}), 100)).rejects.toThrow(
        '100 virtual ms',
      );
      await expect(world.on('a', () => process.exit(1))).rejects.toThrow('its life ended');
    });
  });

  it('run until a condition holds, and say so when it does not', async () => {
    await simulate(topology, { seed: 1 }, async (world) => {
      let done = false;
      await world.on(
        'a',
        () =>
          void setTimeout(() => {
            done = true;
          }, 500),
      );
      await world.runUntil(() => done);
      expect(Math.floor(world.nowMs / 100)).toBe(5);
      await expect(world.runUntil(() => false, 100)).rejects.toThrow('did not come to hold');
    });
  });

  it('tell of a host that is not there, with those that are', async () => {
    await simulate(topology, { seed: 1 }, async (world) => {
      expect(() => world.host('b')).toThrow('there are a');
    });
  });
});
