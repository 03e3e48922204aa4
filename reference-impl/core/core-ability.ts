import { join } from 'node:path';
import type { Log } from '../logging/create-logger.ts';
import { type Ability, createAbility } from '../readiness/create-ability.ts';
import { folderWritable } from '../readiness/folder-writable.ts';
import type { ModelLoad } from '../readiness/lazy-model.ts';
import { nameResolves } from '../readiness/name-resolves.ts';
import { sessionsPresent } from '../readiness/sessions-present.ts';
import type { CoreSettings } from './core-settings.ts';
import { sharedFolders } from './shared-folders.ts';

/** What a core needs of its own to process a packet (H3); what it shares is not among it. */
export function createCoreAbility(
  settings: CoreSettings,
  model: () => ModelLoad,
  log: Log,
): () => Promise<Ability> {
  const { SHARED_DIR, STATE_DIR, SERVICE_NAME } = settings;
  const { ABILITY_CHECK_TIMEOUT_MS: timeoutMs, ABILITY_FRESH_MS: freshMs } = settings;
  const folders = [...sharedFolders, 'effects'];
  const checks = [
    async () => lackOfModel(model()),
    ...folders.map((folder) => folderWritable(join(SHARED_DIR, folder), SERVICE_NAME)),
    sessionsPresent(join(STATE_DIR, 'sessions.json')),
    nameResolves('PRIME_ENDPOINT', settings.PRIME_ENDPOINT),
    nameResolves('MCP_ENDPOINT', settings.MCP_ENDPOINT),
  ];
  return createAbility(checks, { timeoutMs, freshMs, log });
}

function lackOfModel(load: ModelLoad): string | undefined {
  if (load.kind === 'loading') return 'the model is still loading';
  return load.kind === 'failed' ? load.reason : undefined;
}
