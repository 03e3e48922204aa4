import { describe, expect, it } from 'vitest';
import { allowedProcessDifferences } from './process/allowed-process-differences.ts';
import { observeRealProcess, observeSimulatedProcess } from './process/observe-process.ts';
import { processProbes } from './process/process-probes.ts';

const names = Object.keys(processProbes);

describe('processes in simulation and on the real machine', () => {
  for (const name of names) {
    const allowed = allowedProcessDifferences.find(({ probe }) => probe === name);
    const title = allowed === undefined ? 'observes the same' : `differs: ${allowed.reason}`;
    it(`${name}: ${title}`, async () => {
      const real = await observeRealProcess(name);
      for (const seed of [1, 2]) {
        const simulated = await observeSimulatedProcess(name, seed);
        if (allowed === undefined) expect(simulated).toEqual(real);
        else expect([real, simulated]).toEqual([allowed.real, allowed.simulated]);
      }
    });
  }
});
