import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulate.ts';
import type { WorldControl } from '../world-control.ts';

const exitOf = (world: WorldControl, host: string) =>
  world.notices.findLast((notice) => notice.host === host && notice.what === 'exited');

const linesOf = (world: WorldControl, host: string) =>
  world.output.filter((line) => line.host === host).map(({ line }) => line);

const seed = 1;

describe('a life', () => {
  it('does nothing more once it was killed, not even what it awaited', async () => {
    const seen: string[] = [];
    const run = async () => {
      setInterval(() => seen.push('tick'), 10);
      await new Promise((resolve) => setTimeout(resolve, 35));
      seen.push('continuation');
    };
    await simulate({ a: run }, { seed }, async (world) => {
      world.start('a');
      await world.runFor(25);
      world.host('a').kill();
      await world.runFor(1000);
      expect(seen).toEqual(['tick', 'tick']);
      expect(exitOf(world, 'a')).toMatchObject({ code: null, signal: 'SIGKILL' });
    });
  });

  it('starts anew after its end, with a higher number and another process id', async () => {
    const pids: number[] = [];
    const stay = () => setInterval(() => {}, pids.push(process.pid));
    await simulate({ a: stay }, { seed }, async (world) => {
      world.start('a');
      await world.runFor(1);
      world.host('a').kill();
      world.start('a');
      await world.runFor(1);
      expect(new Set(pids).size).toBe(2);
      expect(world.host('a').life?.number).toBe(1);
      expect(() => world.start('a')).toThrow('runs already');
    });
  });

  it('exits with its code, after its exit handlers, and without what follows the call', async () => {
    const seen: string[] = [];
    const run = () => {
      process.on('exit', (code) => seen.push(`exit ${code}`));
      setTimeout(() => {
        try {
          process.exit(3);
        } finally {
          setTimeout(() => seen.push('too late'), 1);
        }
      }, 5);
    };
    await simulate({ a: run }, { seed }, async (world) => {
      world.start('a');
      await world.runFor(100);
      expect(seen).toEqual(['exit 3']);
      expect(exitOf(world, 'a')).toMatchObject({ code: 3, signal: null });
    });
  });

  const boom = () => {
    throw new Error('boom');
  };
  const crashes: Readonly<Record<string, () => unknown>> = {
    'a timer': () => setTimeout(boom, 5),
    'its main function': boom,
    'its main promise': async () => boom(),
    'a floating promise': () => void setTimeout(() => void Promise.reject(new Error('boom')), 5),
    'a next tick': () => setTimeout(() => process.nextTick(boom), 5),
    'a promise job': () => setTimeout(() => queueMicrotask(boom), 5),
    'an error event': () =>
      setTimeout(() => new EventEmitter().emit('error', new Error('boom')), 5),
    'an abort listener': () => {
      const controller = new AbortController();
      controller.signal.addEventListener('abort', boom);
      setTimeout(() => controller.abort(), 5);
    },
  };
  for (const [where, run] of Object.entries(crashes)) {
    it(`dies alone of an error thrown in ${where}, with code 1 and the error on its stderr`, async () => {
      let beats = 0;
      const bystander = () => setInterval(() => beats++, 10);
      await simulate({ a: run, bystander }, { seed }, async (world) => {
        world.start();
        await world.runFor(105);
        expect(exitOf(world, 'a')).toMatchObject({ code: 1, signal: null });
        expect(linesOf(world, 'a').join('\n')).toContain('boom');
        expect([world.host('bystander').alive, beats]).toEqual([true, 10]);
      });
    });
  }

  it('goes on when it handles uncaught errors and rejections itself', async () => {
    const seen: string[] = [];
    const run = () => {
      process.on('uncaughtException', (error) => seen.push(`caught ${error.message}`));
      process.on('unhandledRejection', (error) =>
        seen.push(`rejected ${(error as Error).message}`),
      );
      for (let index = 0; index < 300; index++) {
        const boom = () => {
          throw new Error(`${index}`);
        };
        setTimeout(
          () => [boom, () => process.nextTick(boom), () => queueMicrotask(boom)][index % 3]?.(),
          index,
        );
        setTimeout(() => void Promise.reject(new Error(`${index}`)), index);
      }
    };
    await simulate({ a: run }, { seed }, async (world) => {
      world.start('a');
      await world.runFor(1000);
      expect(seen.filter((line) => line.startsWith('caught'))).toHaveLength(300);
      expect(seen.filter((line) => line.startsWith('rejected'))).toHaveLength(300);
      expect(exitOf(world, 'a')).toMatchObject({ code: 0 });
    });
  });

  it('takes a signal in its handler, and dies of it without one', async () => {
    const seen: unknown[] = [];
    const polite = () => {
      process.on('SIGTERM', (signal, number) => {
        seen.push(signal, number);
        setTimeout(() => process.exit(0), 50);
      });
      setInterval(() => {}, 50);
    };
    await simulate({ polite, plain: () => setInterval(() => {}, 50) }, { seed }, async (world) => {
      world.start();
      await world.runFor(10);
      for (const name of ['polite', 'plain']) world.host(name).terminate();
      await world.runFor(10);
      expect(exitOf(world, 'plain')).toMatchObject({ code: null, signal: 'SIGTERM' });
      expect(world.host('polite').alive).toBe(true);
      await world.runFor(100);
      expect(seen).toEqual(['SIGTERM', 15]);
      expect(exitOf(world, 'polite')).toMatchObject({ code: 0 });
    });
  });

  it('fires the timers that were due while it was paused, in order, when it is resumed', async () => {
    const seen: [number, number][] = [];
    const run = () => {
      const began = performance.now();
      for (const ms of [10, 50, 30, 500]) {
        setTimeout(() => seen.push([ms, Math.floor((performance.now() - began) / 100)]), ms);
      }
    };
    await simulate({ a: run }, { seed }, async (world) => {
      world.start('a');
      await world.runFor(5);
      world.host('a').pause();
      world.host('a').pause();
      await world.runFor(195);
      world.host('a').resume();
      await world.runFor(100);
      expect(seen).toEqual([]);
      world.host('a').resume();
      expect(world.notices.map(({ what }) => what)).toEqual(['started', 'paused', 'resumed']);
      await world.runFor(500);
      expect(seen).toEqual([
        [10, 3],
        [30, 3],
        [50, 3],
        [500, 5],
      ]);
    });
  });

  it('does nothing for as long as its event loop is blocked', async () => {
    const seen: number[] = [];
    const run = () => setInterval(() => seen.push(Math.floor(performance.now())), 100);
    await simulate({ a: run }, { seed }, async (world) => {
      world.start('a');
      await world.runFor(50);
      world.host('a').life?.block(1000);
      await world.runFor(1250);
      expect(seen.map((ms) => Math.floor(ms / 50))).toEqual([21, 23, 25]);
    });
  });
});

describe("a life's process", () => {
  it('is its own: environment, arguments, output, listeners', async () => {
    const run = () => {
      process.env.ADDED = String(Object.keys(process.env));
      console.log(process.env.ADDED, process.argv.length, 'GREETING' in process.env);
      process.stdout.write('half a line');
      fs.writeSync(1, ', and the rest\n');
      console.error('to stderr');
    };
    const options = { run, env: { GREETING: 'hello' }, argv: ['one'] };
    await simulate({ a: options }, { seed }, async (world) => {
      world.start('a');
      await world.runFor(1);
      expect(linesOf(world, 'a')).toEqual([
        'GREETING 3 true',
        'half a line, and the rest',
        'to stderr',
      ]);
      expect(world.output.map(({ stream }) => stream)).toEqual(['stdout', 'stdout', 'stderr']);
      expect(process.env.ADDED).toBeUndefined();
    });
  });

  it('ends itself by process.kill, and finds no other process', async () => {
    const codes: string[] = [];
    const run = () => {
      try {
        process.kill(1);
      } catch (error) {
        codes.push((error as NodeJS.ErrnoException).code ?? '');
      }
      process.kill(process.pid, 'SIGKILL');
      codes.push('still here');
    };
    await simulate({ a: run }, { seed }, async (world) => {
      world.start('a');
      await world.runFor(1);
      expect(codes).toEqual(['ESRCH']);
      expect(exitOf(world, 'a')).toMatchObject({ signal: 'SIGKILL' });
    });
  });
});
