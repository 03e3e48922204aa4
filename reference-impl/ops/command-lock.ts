import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { OpsError } from './ops-error.ts';
import { identityOf, isAlive } from './processes/process-identity.ts';
import type { RunFolder } from './run-folder.ts';

const schema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  command: z.string(),
});

/** Who holds the lock of a run folder. */
export type LockState =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly by: string }
  /** Its holder is gone, or it says nothing that we understand. */
  | { readonly kind: 'stale'; readonly by: string; readonly text: string };

/** Looks at the lock. */
export function lockStateOf(folder: RunFolder): Promise<LockState> {
  return stateOf(folder.lock);
}

async function stateOf(path: string): Promise<LockState> {
  const text = await readOrNothing(path);
  if (text === undefined) return { kind: 'free' };
  const parsed = schema.safeParse(parseOrUndefined(text));
  if (!parsed.success) return { kind: 'stale', by: 'an unreadable lock file', text };
  const by = `ha ${parsed.data.command} (pid ${parsed.data.pid})`;
  return isAlive(parsed.data) ? { kind: 'held', by } : { kind: 'stale', by, text };
}

/** Runs what changes the stack while no other such command runs in the same folder. */
export async function withLock<T>(
  folder: RunFolder,
  command: string,
  act: () => Promise<T>,
): Promise<T> {
  await mkdir(folder.root, { recursive: true });
  return withClaim(folder, command, async (claim) => {
    await takeLock(folder, claim);
    await sweepClaims(folder);
    return act().finally(() => unlink(folder.lock));
  });
}

/** A link appears whole or not at all, so that nobody reads half a lock. */
async function withClaim<T>(
  folder: RunFolder,
  command: string,
  act: (claim: string) => Promise<T>,
): Promise<T> {
  const claim = `${folder.lock}.${randomUUID()}`;
  await writeFile(claim, JSON.stringify({ ...identityOf(process.pid), command }));
  return act(claim).finally(() => unlink(claim));
}

/** A command that was killed leaves its claim behind. One without a name may be in the making. */
async function sweepClaims(folder: RunFolder): Promise<void> {
  const prefix = `${basename(folder.lock)}.`;
  for (const name of await readdir(folder.root)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(folder.root, name);
    const parsed = schema.safeParse(parseOrUndefined((await readOrNothing(path)) ?? ''));
    if (parsed.success && !isAlive(parsed.data)) await rm(path, { force: true });
  }
}

const triesMax = 20;

async function takeLock(folder: RunFolder, claim: string): Promise<void> {
  for (let attempt = 0; attempt < triesMax; attempt++) {
    if (await linked(claim, folder.lock)) return;
    const state = await lockStateOf(folder);
    if (state.kind === 'held') throw new OpsError(`${state.by} is at work in ${folder.root}`);
    if (state.kind === 'stale') await removeWith(folder, claim, state.text);
  }
  throw new OpsError(`${folder.lock} changes hands all the time; try again`);
}

/** Removes a lock if it is still that stale one: another command may have replaced it. */
export function removeStaleLock(folder: RunFolder, text: string): Promise<boolean> {
  return withClaim(folder, 'doctor', (claim) => removeWith(folder, claim, text));
}

/**
 * Only who holds the takeover removes a stale lock. Otherwise two that saw the same stale one could
 * remove it one after the other, and the second would remove the first one's new lock.
 */
async function removeWith(folder: RunFolder, claim: string, text: string): Promise<boolean> {
  const takeover = `${folder.lock}.takeover`;
  if (!(await linked(claim, takeover))) {
    if ((await stateOf(takeover)).kind === 'stale') await rm(takeover, { force: true });
    return false;
  }
  try {
    const isThatOne = (await readOrNothing(folder.lock)) === text;
    if (isThatOne) await unlink(folder.lock);
    return isThatOne;
  } finally {
    await unlink(takeover);
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
