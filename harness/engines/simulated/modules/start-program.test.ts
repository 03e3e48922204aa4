import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { simulate } from '../simulate.ts';

const program = join(import.meta.dirname, 'fixture/orders-at-top.ts');

it('runs what a module leaves to microtasks before its next ticks, as Node does', () =>
  simulate({ program }, { seed: 1 }, async (world) => {
    world.start();
    await world.runFor(1000);
    const real = execFileSync(process.execPath, [program], { encoding: 'utf8' });
    expect(world.output.map(({ line }) => line)).toEqual(real.trim().split('\n'));
  }));
