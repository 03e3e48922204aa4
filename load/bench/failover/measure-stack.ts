import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFaults, readConfig } from '../../../harness/discover.ts';
import { createLiveEngine } from '../../../harness/engines/live/live-engine.ts';
import { runSuite } from '../../../harness/suite.ts';
import { withK6 } from '../../k6/load-world.ts';
import { loadJobs } from '../../load-jobs.ts';
import type { LoadProfile, LoadShape } from '../../profiles/load-profile.ts';
import { loadCalls } from '../../results/load-calls.ts';
import { loadRow } from '../../results/load-row.ts';
import { type Figures, figuresOf } from './figures.ts';

/** Measures the reference stack under one profile, with the same client as its peers. */
export const measureStack = async (task: {
  readonly profile: LoadProfile;
  readonly load: LoadShape;
  readonly k6: string;
}): Promise<Figures> => {
  const root = process.cwd();
  const catalogue = await findFaults(root, await readConfig(root));
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    const [result] = await runSuite(loadJobs([task.profile], task.load, catalogue), {
      id: 'bench',
      folder,
      engine: withK6(createLiveEngine({ projectRoot: root, allowHosts: [] }), task.k6),
      catalogue,
      toxiproxy: 'embedded',
      concurrency: 1,
      failFast: false,
      signal: new AbortController().signal,
      onEvent: () => {},
    });
    if (result?.ended !== 'judged') {
      throw new Error(`bench: the stack was not measured: ${result?.because ?? 'no result'}`);
    }
    const { twice = 0, dropped } = loadRow(result.history, {
      profile: task.profile.name,
      rateAsked: task.load.ratePerSecond,
      durationMs: task.load.durationMs,
      timings: {},
      families: {},
    });
    return figuresOf(loadCalls(result.history), { twice, dropped });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
