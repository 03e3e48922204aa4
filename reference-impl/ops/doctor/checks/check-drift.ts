import { hashFiles } from '../../../sync/hash-state.ts';
import { stateDirOf } from '../../service-registry.ts';
import type { HandStack } from '../../stack.ts';
import { currentVersion } from '../../versions/current-version.ts';
import { type Finding, findingsOf } from '../finding.ts';

const { pass, warn } = findingsOf('drift');

/** Where the standby differs from live: in its sessions, in its version. Neither is an error. */
export async function checkDrift({ folder }: HandStack): Promise<readonly Finding[]> {
  return [
    await stateDrift(stateDirOf(folder, 'core'), stateDirOf(folder, 'core-candidate')),
    versionDrift(await currentVersion(folder, 'live'), await currentVersion(folder, 'candidate')),
  ];
}

async function stateDrift(liveDir: string, candidateDir: string): Promise<Finding> {
  try {
    const [live, candidate] = await Promise.all([hashFiles(liveDir), hashFiles(candidateDir)]);
    const all = [...new Set([...live.keys(), ...candidate.keys()])].sort();
    const different = all.filter((file) => live.get(file) !== candidate.get(file));
    if (different.length === 0) return pass('state', `${all.length} files are the same`);
    const remedy = '`npm run ha -- sync` copies live to the candidate';
    return warn('state', `differs in ${different.join(', ')}; ${remedy}`);
  } catch (error) {
    // A folder that is not there yet, or cannot be read; the processes check says more.
    return warn('state', `cannot be compared: ${(error as Error).message}`);
  }
}

function versionDrift(live: string | undefined, candidate: string | undefined): Finding {
  if (live === candidate) return pass('version', `both sides run ${live}`);
  return warn(
    'version',
    `live runs ${live}, the candidate ${candidate}; \`npm run ha -- promote\``,
  );
}
