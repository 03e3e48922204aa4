import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';

const program = join(import.meta.dirname, 'fixture/packages.ts');

const silent = () => void createServer(() => {}).listen(80);

describe('packages', () => {
  it('run unchanged: pino on its own descriptor, undici with its retry and its time limits', async () => {
    const run = (seed: number) =>
      simulate({ one: program, two: program }, { seed }, async (world) => {
        world.start();
        await world.runFor(1500);
        // The other one goes on: nothing that it waits for belongs to this one.
        world.host('one').kill();
        await world.runFor(10_000);
        const lines = world.output.filter(({ host }) => host === 'two');
        return { hash: world.traceHash, lines: lines.map(({ line }) => JSON.parse(line)) };
      });
    const { lines, hash } = await run(1);
    expect(lines).toMatchObject([
      { statusCode: 200, text: 'answer 2', msg: 'answered' },
      { error: 'UND_ERR_HEADERS_TIMEOUT', seconds: 2, msg: 'gave up' },
    ]);
    expect((await run(1)).hash).toBe(hash);
  });

  it('set the dispatcher of undici, and so of fetch, for their own life only', () =>
    simulate(
      { one: { run: program, env: { HANDS_OVER: 'yes' } }, silent: () => silent(), two: {} },
      { seed: 1 },
      async (world) => {
        world.start('one', 'silent');
        await world.runFor(1500);
        const ask = async () => {
          const error = await fetch('http://silent:80/').catch((reason: Error) => reason.cause);
          return `${(error as { code: string }).code} ${Math.round(performance.now() / 1000)}`;
        };
        expect(await world.on('one', ask)).toBe('UND_ERR_HEADERS_TIMEOUT 4');
        expect(await world.on('two', ask)).toBe('UND_ERR_HEADERS_TIMEOUT 300');
      },
    ));
});
