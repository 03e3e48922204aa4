import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedFolders } from '../core/shared-folders.ts';
import { OpsError } from './ops-error.ts';
import type { Launch } from './processes/launch-service.ts';
import type { ServiceEntry } from './service-registry.ts';
import type { HandStack } from './stack.ts';
import { currentVersion } from './versions/current-version.ts';

/** The version that a service is to run; empty for one that runs the checkout itself. */
export async function versionOf(stack: HandStack, service: ServiceEntry): Promise<string> {
  if (service.side === 'own') return '';
  const version = await currentVersion(stack.folder, service.side);
  if (version !== undefined) return version;
  throw new OpsError(`${service.role}: no version is installed for ${service.side}`);
}

/** Says how to start a service: which program, on which port, in which environment. */
export async function launchOf(stack: HandStack, service: ServiceEntry): Promise<Launch> {
  const { folder, choices, portOf, urlOf } = stack;
  const { role, program } = service;
  const version = await versionOf(stack, service);
  const root = version === '' ? stack.sources : join(folder.versions, version);
  const port = portOf(role);
  const env = {
    ...choices.settings,
    ...service.env({ folder, url: urlOf }),
    PORT: String(port),
    SERVICE_NAME: role,
    SHARED_DIR: folder.shared,
  };
  return {
    role,
    program: join(root, 'reference-impl', 'services', `${program}.ts`),
    version,
    port,
    env,
  };
}

/** Makes the folders of the shared volume, which no program makes once the volume is in use. */
export async function prepareFolders(stack: HandStack): Promise<void> {
  const { shared, data, state } = stack.folder;
  for (const name of [...sharedFolders, 'effects', 'tool_effects']) {
    await mkdir(join(shared, name), { recursive: true });
  }
  await mkdir(data, { recursive: true });
  await mkdir(state, { recursive: true });
}
