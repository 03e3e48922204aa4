import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OpsError } from './ops-error.ts';
import type { RunFolder } from './run-folder.ts';
import { type ServiceEntry, services } from './service-registry.ts';
import { readChoices, type StackChoices } from './stack-file.ts';

/** One stack that runs by hand: its folder, what was chosen for it, and where each service listens. */
export interface HandStack {
  readonly folder: RunFolder;
  readonly choices: StackChoices;
  /** The checkout whose programs are run. */
  readonly sources: string;
  readonly services: readonly ServiceEntry[];
  readonly portOf: (role: string) => number;
  readonly urlOf: (role: string) => string;
}

/** The checkout that this command belongs to. */
const checkout = join(import.meta.dirname, '..', '..');

/** Puts a stack together from its choices; nothing is started or written. */
export function stackOf(folder: RunFolder, choices: StackChoices, sources = checkout): HandStack {
  const built = services.filter(({ program }) =>
    existsSync(join(sources, 'reference-impl', 'services', `${program}.ts`)),
  );
  const portOf = (role: string): number => {
    const index = services.findIndex((service) => service.role === role);
    const entry = services[index];
    if (entry === undefined) throw unknownService(role);
    return choices.portBase === null ? entry.defaultPort : choices.portBase + index;
  };
  const urlOf = (role: string) => `http://127.0.0.1:${portOf(role)}`;
  return { folder, choices, sources, services: built, portOf, urlOf };
}

/** Opens the stack of a run folder, or says that there is none. */
export async function openStack(folder: RunFolder): Promise<HandStack> {
  const choices = await readChoices(folder);
  if (choices !== undefined) return stackOf(folder, choices);
  throw new OpsError(
    `no stack was started in ${folder.root}; \`npm run ha -- start\` starts one, --dir names another folder`,
    3,
  );
}

/** Picks services by name, all of them when none is named. */
export function pickServices(stack: HandStack, roles: readonly string[]): readonly ServiceEntry[] {
  for (const role of roles) {
    if (!stack.services.some((service) => service.role === role)) throw unknownService(role);
  }
  return stack.services.filter(({ role }) => roles.length === 0 || roles.includes(role));
}

function unknownService(role: string): OpsError {
  const known = services.map((service) => service.role).join(', ');
  return new OpsError(`there is no service ${role}; the services are ${known}`, 2);
}
