import { describe, expect, it } from 'vitest';
import { allowedDifferences as allowedFileDifferences } from '../disk/fidelity/allowed-differences.ts';
import { fileProbes } from '../disk/fidelity/file-probes.ts';
import { allowedDifferences } from './allowed-differences.ts';
import { networkProbes } from './network-probes.ts';
import { allowedProcessDifferences } from './process/allowed-process-differences.ts';
import { processProbes } from './process/process-probes.ts';

const network = Object.values(networkProbes).flatMap((probes) => Object.keys(probes));
const processes = Object.keys(processProbes);
const files = Object.keys(fileProbes);
const differences = [
  ...allowedDifferences,
  ...allowedProcessDifferences,
  ...allowedFileDifferences,
];

describe('the fidelity suite', () => {
  it(`has ${network.length} probes of the network and ${processes.length} of processes`, () => {
    expect(network.length + processes.length).toBeGreaterThanOrEqual(60);
    expect(network.length).toBeGreaterThanOrEqual(35);
    expect(processes.length).toBeGreaterThanOrEqual(25);
    expect(new Set([...network, ...processes]).size).toBe(network.length + processes.length);
  });

  it(`has ${files.length} probes of files`, () => {
    expect(files.length).toBeGreaterThanOrEqual(60);
  });

  it(`allows ${differences.length} differences, each of a probe that there is and with a reason`, () => {
    const known = new Set([...network, ...processes, ...files]);
    for (const { probe, reason } of differences) {
      expect(known.has(probe)).toBe(true);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
