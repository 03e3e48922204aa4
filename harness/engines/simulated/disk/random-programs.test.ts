import fc from 'fast-check';
import { expect, it } from 'vitest';
import { realGround, simulatedGround } from './fidelity/grounds.ts';
import { perform, randomActs, treeOf } from './fixture/random-acts.ts';

it('any program leaves the same tree, with the same answers, on the real disk', () => {
  fc.assert(
    fc.property(randomActs, (acts) => {
      const real = realGround();
      try {
        const simulated = simulatedGround();
        for (const act of acts) {
          const wanted = perform(real.fs, real.folder, act);
          expect(perform(simulated.fs, simulated.folder, act), JSON.stringify(act)).toBe(wanted);
        }
        expect(treeOf(simulated.fs, simulated.folder)).toEqual(treeOf(real.fs, real.folder));
      } finally {
        real.remove();
      }
    }),
    { numRuns: 400 },
  );
});
