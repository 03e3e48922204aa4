import { describe, expect, it } from 'vitest';
import { install } from '../install.ts';
import type { SimulateOptions } from '../simulate.ts';
import { allowedDifferences } from './allowed-differences.ts';
import { byParty, observeReal, observeSimulated } from './compare.ts';
import { networkProbes } from './network-probes.ts';

// Before anything loads Node's HTTP: the real runs then use the same patched modules, as nobody.
install();

const runs: readonly SimulateOptions[] = [
  { seed: 1, fetch: 'built-in' },
  { seed: 1, fetch: 'lean' },
  { seed: 2, fetch: 'lean' },
];

for (const [suite, probes] of Object.entries(networkProbes)) {
  describe(`${suite} in simulation and on the real machine`, () => {
    for (const [name, probe] of Object.entries(probes)) {
      const allowed = allowedDifferences.find((difference) => difference.probe === name);
      const title = allowed === undefined ? 'observes the same' : `differs: ${allowed.reason}`;
      it(`${name}: ${title}`, async () => {
        const real = byParty(await observeReal(probe));
        expect(Object.keys(real).length).toBeGreaterThan(0);
        expect(real.failed).toBeUndefined();
        for (const options of runs) {
          const simulated = byParty(await observeSimulated(probe, options));
          if (allowed === undefined) expect(simulated).toEqual(real);
          else expect([real, simulated]).toEqual([allowed.real, allowed.simulated]);
        }
      });
    }
  });
}
