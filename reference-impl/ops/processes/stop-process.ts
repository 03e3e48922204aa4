import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

/** How a process ended. */
export type Stopped = 'gone already' | 'stopped' | 'killed';

/** How long a service has from SIGTERM on (G22). */
export const graceMs = 25_000;

const lookEveryMs = 25;

/** Asks a process to end, and kills it when it has not ended within the grace. */
export async function stopProcess(identity: ProcessIdentity, limitMs = graceMs): Promise<Stopped> {
  if (!signal(identity, 'SIGTERM')) return 'gone already';
  if (await endsWithin(identity, limitMs)) return 'stopped';
  signal(identity, 'SIGKILL');
  await endsWithin(identity, limitMs);
  return 'killed';
}

async function endsWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (isAlive(identity)) {
    if (performance.now() > endMs) return false;
    await sleep(lookEveryMs);
  }
  return true;
}

function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, name);
    return true;
  } catch (error) {
    // It ended between the look and the signal; anything else is worth knowing.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
