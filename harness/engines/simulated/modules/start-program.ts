import type { Program } from '../host/host.ts';
import type { Life } from '../host/life.ts';
import type { SimulatedWorld } from '../world.ts';
import { importForLife } from './life-modules.ts';
import { knownProgram } from './program-book.ts';

/** Compiles the programs of a world's hosts; before its time begins, as it takes real time. */
export const preparePrograms = async (world: SimulatedWorld): Promise<void> => {
  for (const { program } of world.hosts.values()) {
    if (typeof program !== 'string' || program === '' || world.programs.has(program)) continue;
    const factory = await knownProgram(program, world.editSource);
    if (factory !== undefined) world.programs.set(program, factory);
  }
};

const callMain = async (life: Life, program: Program): Promise<void> => {
  if (typeof program === 'function') {
    await program();
    return;
  }
  // Node evaluates modules in a microtask: what they leave to others runs before the next ticks.
  await null;
  const factory = life.world.programs.get(program);
  const module = await (factory === undefined ? importForLife(life, program) : factory());
  if (typeof module.default === 'function') await module.default();
};

const runMain = async (life: Life, program: Program): Promise<void> => {
  life.inMain = true;
  await callMain(life, program);
  life.inMain = false;
};

/** Starts a life's program, inside an event of that life. */
export const startProgram = (life: Life, program: Program): void => {
  runMain(life, program).catch((error: unknown) => life.fail(error));
};
