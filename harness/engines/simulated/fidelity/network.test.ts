import { describe, expect, it } from 'vitest';
import { install } from '../install.ts';
import { allowedDifferences } from './allowed-differences.ts';
import { byParty, observeReal, observeSimulated } from './compare.ts';
import type { Probes } from './probe.ts';
import { brokenAnswerProbes } from './probes/broken-answers.ts';
import { fetchProbes } from './probes/fetch.ts';
import { httpProbes } from './probes/http.ts';
import { netProbes } from './probes/net.ts';

// Before anything loads Node's HTTP: the real runs then use the same patched modules, as nobody.
install();

const suites: Readonly<Record<string, Probes>> = {
  net: netProbes,
  http: httpProbes,
  fetch: fetchProbes,
  'broken answers': brokenAnswerProbes,
};
const seeds = [1, 2, 3];

for (const [suite, probes] of Object.entries(suites)) {
  describe(`${suite} in simulation and on the real machine`, () => {
    for (const [name, probe] of Object.entries(probes)) {
      const allowed = allowedDifferences.find((difference) => difference.probe === name);
      const title = allowed === undefined ? 'observes the same' : `differs: ${allowed.reason}`;
      it(`${name}: ${title}`, async () => {
        const real = byParty(await observeReal(probe));
        for (const seed of seeds) {
          const simulated = byParty(await observeSimulated(probe, seed));
          if (allowed === undefined) expect(simulated).toEqual(real);
          else expect([real, simulated]).toEqual([allowed.real, allowed.simulated]);
        }
      });
    }
  });
}
