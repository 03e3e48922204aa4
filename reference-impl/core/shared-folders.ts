import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders on the shared volume that a core needs for its work, and does not own. */
export const sharedFolders = ['council', 'lite_journal', 'temporal_states', 'timeline'] as const;

/**
 * Creates the effects folder, and on a new volume, known by having none, the shared folders
 * before it. Later they are never created: that would hide a volume that is broken or not there.
 */
export async function prepareSharedDir(sharedDir: string): Promise<{ readonly effects: string }> {
  const effects = join(sharedDir, 'effects');
  const isKnown = await access(effects).then(
    () => true,
    () => false,
  );
  if (!isKnown) {
    for (const folder of sharedFolders) await mkdir(join(sharedDir, folder), { recursive: true });
    await mkdir(effects, { recursive: true });
  }
  return { effects };
}
