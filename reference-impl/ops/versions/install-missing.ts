import type { HandStack } from '../stack.ts';
import { currentVersion, switchVersion } from './current-version.ts';
import { installVersion } from './install-version.ts';

/** Gives both sides the checkout's version when they have none yet: the first start. */
export async function installMissing(stack: HandStack): Promise<void> {
  for (const side of ['live', 'candidate'] as const) {
    if ((await currentVersion(stack.folder, side)) !== undefined) continue;
    await switchVersion(stack.folder, side, await installVersion(stack.folder, stack.sources));
  }
}
