import { AsyncLocalStorage } from 'node:async_hooks';
import { clearTimeout as namedClear, setTimeout as namedTimeout } from 'node:timers';
import { setTimeout as sleep, setInterval as ticks } from 'node:timers/promises';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulate.ts';

const exact = { seed: 1, timerLatenessMs: 0, handlerCostMaxMs: 0 };
const EPOCH_MS = Date.UTC(2030, 0, 1);

describe('timers of a life', () => {
  it('fire in the order of their times, and of their arming within one millisecond', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer(), async (list, seed) => {
        const fired: [number, number][] = [];
        const run = () => {
          for (const [index, ms] of list.entries()) setTimeout(() => fired.push([ms, index]), ms);
        };
        await simulate({ a: run }, { seed }, async (world) => {
          world.start();
          await world.runFor(100);
        });
        const expected = list
          .map((ms, index): [number, number] => [ms, index])
          .sort(([one, i], [other, j]) => Math.max(one, 1) - Math.max(other, 1) || i - j);
        expect(fired).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('are late by less than a millisecond when the loop is free', async () => {
    await simulate({ a: {} }, { seed: 3, handlerCostMaxMs: 0 }, (world) =>
      world.on('a', async () => {
        for (let index = 0; index < 100; index++) {
          const began = performance.now();
          await sleep(10);
          const tookMs = performance.now() - began;
          // Node counts from the start of the millisecond in which a timer is armed.
          expect(tookMs).toBeGreaterThan(9);
          expect(tookMs).toBeLessThan(11);
        }
      }),
    );
  });

  it('repeat, refresh, are cleared by object and by number, and tell whether they are referenced', async () => {
    await simulate({ a: {} }, exact, (world) =>
      world.on('a', async () => {
        const seen: string[] = [];
        const interval = setInterval(() => seen.push('interval'), 10);
        const refreshed = setTimeout(() => seen.push('refreshed'), 25);
        setTimeout(() => refreshed.refresh(), 20);
        const cleared = setTimeout(() => seen.push('never'), 5);
        clearTimeout(Number(cleared));
        const named = namedTimeout(() => seen.push('never'), 5);
        namedClear(named);
        expect(refreshed.unref().hasRef()).toBe(false);
        setTimeout(() => clearInterval(interval), 35);
        await promisify(setTimeout)(100);
        expect(seen).toEqual(['interval', 'interval', 'interval', 'refreshed']);
      }),
    );
  });

  it('come as promises, which a signal ends', async () => {
    await simulate({ a: {} }, exact, (world) =>
      world.on('a', async () => {
        expect(await sleep(5, 'value')).toBe('value');
        let count = 0;
        for await (const _tick of ticks(5)) if (++count === 3) break;
        const controller = new AbortController();
        setTimeout(() => controller.abort('enough'), 5);
        await expect(sleep(1000, undefined, { signal: controller.signal })).rejects.toMatchObject({
          name: 'AbortError',
          code: 'ABORT_ERR',
        });
        expect(performance.now()).toBeLessThan(50);
      }),
    );
  });

  it("keep the program's own async context", async () => {
    const storage = new AsyncLocalStorage<string>();
    const leaked = new AsyncLocalStorage<string>();
    await leaked.run('of the test', () =>
      simulate({ a: {} }, exact, (world) =>
        world.on('a', async () => {
          const seen = await storage.run('inside', async () => {
            await sleep(5);
            return storage.getStore();
          });
          expect(seen).toBe('inside');
          expect(storage.getStore()).toBeUndefined();
          expect(leaked.getStore()).toBeUndefined();
        }),
      ),
    );
  });

  it('leave the timers of everybody else alone', async () => {
    const before = Date.now();
    await simulate({ a: () => setInterval(() => {}, 1000) }, exact, async (world) => {
      world.start();
      await world.runFor(3_600_000);
    });
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(Date.now() - before).toBeLessThan(60_000);
  });
});

describe('clocks of a host', () => {
  it('all tell the same virtual time', async () => {
    await simulate({ a: {} }, exact, (world) =>
      world.on('a', async () => {
        const [hrtime, ns, now] = [process.hrtime(), process.hrtime.bigint(), performance.now()];
        await sleep(1500);
        expect(Date.now()).toBe(EPOCH_MS + 1500);
        expect(new Date().toISOString()).toBe('2030-01-01T00:00:01.500Z');
        // Node 26 has it; its types do not yet.
        const { Temporal } = globalThis as unknown as { Temporal: { Now: { instant(): unknown } } };
        expect(String(Temporal.Now.instant())).toBe('2030-01-01T00:00:01.5Z');
        expect(new Intl.DateTimeFormat('en', { year: 'numeric' }).format()).toBe('2030');
        expect(performance.now() - now).toBeCloseTo(1500, 3);
        expect(process.hrtime(hrtime)[1] / 1e6).toBeCloseTo(500, 3);
        expect(Number(process.hrtime.bigint() - ns) / 1e6).toBeCloseTo(1500, 3);
        expect(process.uptime()).toBeCloseTo(1.5, 5);
        expect(performance.timeOrigin).toBe(EPOCH_MS);
        expect(new Date() instanceof Date && Date.name).toBe('Date');
      }),
    );
  });

  it('jump, freeze and drift apart from those of other hosts', async () => {
    await simulate({ a: {}, b: {} }, exact, async (world) => {
      const wallMs = () => Date.now() - EPOCH_MS;
      await world.runFor(1000);
      world.host('a').clock.jump(-3000);
      expect(await world.on('a', wallMs)).toBe(-2000);
      world.host('a').clock.freezeWall(world.nowMs, true);
      await world.runFor(500);
      expect(await world.on('a', wallMs)).toBe(-2000);
      world.host('a').clock.freezeWall(world.nowMs, false);
      expect(await world.on('a', wallMs)).toBe(-1500);
      world.host('a').setClockRate(2);
      await world.runFor(500);
      expect(await world.on('a', wallMs)).toBe(-500);
      expect(await world.on('b', wallMs)).toBe(2000);
    });
  });

  it('let armed timers follow a new rate', async () => {
    const fired: number[] = [];
    const run = () => setTimeout(() => fired.push(1), 1000);
    await simulate({ a: run }, exact, async (world) => {
      world.start();
      await world.runFor(500);
      world.host('a').setClockRate(5);
      await world.runFor(101);
      expect(fired).toEqual([1]);
    });
  });

  it('end a signal with a time limit by the right error', async () => {
    await simulate({ a: {} }, exact, (world) =>
      world.on('a', async () => {
        const signal = AbortSignal.timeout(250);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        expect(signal.reason).toMatchObject({ name: 'TimeoutError', code: 23 });
        expect(performance.now()).toBeCloseTo(250, 3);
      }),
    );
  });
});
