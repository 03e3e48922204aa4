import { describe, expect, it } from 'vitest';
import { allowedDifferences } from './allowed-differences.ts';
import { fileProbes } from './file-probes.ts';
import { realGround, simulatedGround } from './grounds.ts';
import { observe } from './observe.ts';
import type { Probe } from './probe.ts';

const probes = Object.entries(fileProbes);

const onReal = async (probe: Probe): Promise<readonly string[]> => {
  const ground = realGround();
  try {
    return await observe(probe, ground);
  } finally {
    ground.remove();
  }
};

/** Replaces listed differences, and says which of them were met. */
const settle = (name: string, real: readonly string[], simulated: readonly string[]) => {
  const met = new Set<string>();
  const lines = simulated.map((line, index) => {
    const allowed = allowedDifferences.find(
      (each) => each.probe === name && each.simulated === line && each.real === real[index],
    );
    if (allowed === undefined) return line;
    met.add(allowed.simulated);
    return allowed.real;
  });
  return { lines, met };
};

describe('the simulated disk beside the real one', () => {
  it.each(probes)('%s', async (name, probe) => {
    const real = await onReal(probe);
    const { lines, met } = settle(name, real, await observe(probe, simulatedGround()));
    expect(lines).toEqual(real);
    const listed = allowedDifferences.filter((each) => each.probe === name);
    expect(listed.filter(({ simulated }) => !met.has(simulated))).toEqual([]);
  });

  it('lists no difference of a probe that is none', () => {
    const known = new Set(probes.map(([name]) => name));
    expect(allowedDifferences.filter(({ probe }) => !known.has(probe))).toEqual([]);
  });
});
