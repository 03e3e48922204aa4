import { describe, expect, it } from 'vitest';
import { install } from '../install.ts';
import { SimulatedWorld } from '../world.ts';
import { driveWorld } from './drive-world.ts';

const open = () => {
  install();
  const world = new SimulatedWorld(1);
  return { world, driver: world.addHost('driver', { bootedForMs: 0 }) };
};
const never = new AbortController().signal;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('a driven world', () => {
  it('lets virtual time pass until the task has settled', async () => {
    const { world, driver } = open();
    const told = await driveWorld({ world, driver, signal: never }, async () => {
      await sleep(3_600_000);
      return performance.now();
    });
    expect(told).toBeGreaterThanOrEqual(3_600_000);
    expect(told).toBeLessThan(3_600_010);
  });

  it('gives the error of the task', async () => {
    const { world, driver } = open();
    const task = () => Promise.reject(new Error('broken'));
    await expect(driveWorld({ world, driver, signal: never }, task)).rejects.toThrow('broken');
  });

  it('gives an error that nobody caught in the life of the driver', async () => {
    const { world, driver } = open();
    const task = async () => {
      void Promise.reject(new Error('forgotten'));
      await sleep(10_000);
    };
    await expect(driveWorld({ world, driver, signal: never }, task)).rejects.toThrow('forgotten');
  });

  it('ends with the reason of the signal, between two stretches of virtual time', async () => {
    const { world, driver } = open();
    const stop = new AbortController();
    const endless = async () => {
      for (;;) await sleep(1_000);
    };
    const driven = driveWorld({ world, driver, signal: stop.signal }, endless);
    setImmediate(() => stop.abort(new Error('enough')));
    await expect(driven).rejects.toThrow('enough');
  });

  it('says so when nothing is left to happen', async () => {
    const { world, driver } = open();
    const stuck = () => new Promise<never>(() => {});
    await expect(driveWorld({ world, driver, signal: never }, stuck)).rejects.toThrow(
      'nothing was left to happen',
    );
  });
});
