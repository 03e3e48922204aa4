import type { Program } from '../host/host.ts';
import type { Life } from '../host/life.ts';
import { importForLife } from './life-modules.ts';

const callMain = async (life: Life, program: Program): Promise<void> => {
  if (typeof program === 'function') {
    await program();
    return;
  }
  const module = await importForLife(life, program);
  if (typeof module.default === 'function') await module.default();
};

/** Starts a life's program, inside an event of that life. */
export const startProgram = (life: Life, program: Program): void => {
  callMain(life, program).catch((error: unknown) => life.fail(error));
};
