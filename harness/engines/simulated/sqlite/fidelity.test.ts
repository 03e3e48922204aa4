import * as realFs from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Disk } from '../disk/model/disk.ts';
import { hostFiles } from '../engine/host-files.ts';
import { install } from '../install.ts';
import { simulate } from '../simulate.ts';
import { probes, type Scene } from './fixture/probes.ts';

// An import of it is a snapshot: the first one in a process must come after the installation.
install();
const { DatabaseSync: Database } = await import('node:sqlite');

type Probe = (scene: Scene) => void;

const seenBy = (probe: Probe, scene: Omit<Scene, 'see'>): readonly string[] => {
  const seen: string[] = [];
  const folder = scene.at('');
  probe({
    ...scene,
    see: (what) => seen.push(inspect(what, { depth: 5 }).replaceAll(folder, '~/')),
  });
  return seen;
};

const onReal = (probe: Probe): readonly string[] => {
  const folder = realFs.mkdtempSync(join(tmpdir(), 'holdfast-sqlite-probe-'));
  try {
    return seenBy(probe, { Database, fs: realFs, at: (name) => `${folder}/${name}` });
  } finally {
    realFs.rmSync(folder, { recursive: true, force: true });
  }
};

const onSimulated = (probe: Probe): Promise<readonly string[]> => {
  const disk = new Disk({ nowMs: 0 });
  const files = hostFiles(disk, []);
  return simulate({ a: { run: () => undefined, files } }, { seed: 1 }, (world) =>
    world.on('a', () => {
      const fs: typeof realFs = createRequire(import.meta.url)('node:fs');
      fs.mkdirSync('/probe');
      return seenBy(probe, { Database, fs, at: (name) => `/probe/${name}` });
    }),
  );
};

describe('a database on a simulated disk beside one on the real disk', () => {
  it.each(Object.entries(probes))('%s', async (_name, probe) => {
    const real = onReal(probe);
    expect(real.length).toBeGreaterThan(0);
    expect(await onSimulated(probe)).toEqual(real);
  });
});
