import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulate.ts';
import { heldGraphs } from './life-modules.ts';

const program = join(import.meta.dirname, 'fixture/counter.ts');

const linesOf = (options: { readonly starts: number; readonly edit?: [string, string] }) =>
  simulate(
    { a: program },
    {
      seed: 1,
      ...(options.edit === undefined
        ? {}
        : { editSource: (_path, text) => text.replace(...(options.edit as [string, string])) }),
    },
    async (world) => {
      for (let start = 0; start < options.starts; start++) {
        world.start('a');
        await world.runFor(10);
        world.host('a').kill();
      }
      return world.output.map(({ line }) => line);
    },
  );

describe('modules of a life', () => {
  it('start with fresh state in each life, shared by static and lazy imports of that life', async () => {
    const lines = await linesOf({ starts: 3 });
    const counts = lines.filter((line) => !line.startsWith('at'));
    expect(counts).toEqual(['1 2 0 function', '1 2 0 function', '1 2 0 function']);
  });

  it('show their plain path in stacks, so that no run tells how many came before it', async () => {
    const [, stack] = await linesOf({ starts: 1 });
    expect(stack).toMatch(/modules\/fixture\/counter\.ts:\d+:\d+\)?$/);
  });

  it('are changed by a planted edit, in that world only', async () => {
    const [edited] = await linesOf({ starts: 1, edit: ['count += 1', 'count += 10'] });
    expect(edited).toContain('10 20 0');
    const [plain] = await linesOf({ starts: 1 });
    expect(plain).toContain('1 2 0');
  });

  it('are compiled once for all lives of a process: no graph of modules is left behind', async () => {
    const before = heldGraphs();
    await linesOf({ starts: 2 });
    expect(heldGraphs()).toBe(before);
  });
});
