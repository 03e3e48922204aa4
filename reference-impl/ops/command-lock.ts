import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
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
export async function lockStateOf(folder: RunFolder): Promise<LockState> {
  let text: string;
  try {
    text = await readFile(folder.lock, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'free' };
    throw error;
  }
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
  const mine = `${folder.lock}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify({ ...identityOf(process.pid), command }));
  try {
    await takeLock(folder, mine);
    return await act().finally(() => unlink(folder.lock));
  } finally {
    await unlink(mine);
  }
}

const triesMax = 5;

/** A link appears whole or not at all, so that nobody reads half a lock. */
async function takeLock(folder: RunFolder, mine: string): Promise<void> {
  for (let attempt = 0; attempt < triesMax; attempt++) {
    try {
      return await link(mine, folder.lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const state = await lockStateOf(folder);
    if (state.kind === 'held') throw new OpsError(`${state.by} is at work in ${folder.root}`);
    if (state.kind === 'stale') await removeStaleLock(folder, state.text);
  }
  throw new OpsError(`${folder.lock} changes hands all the time; try again`);
}

/** Removes a lock if it is still that one: another command may have replaced it meanwhile. */
export async function removeStaleLock(folder: RunFolder, text: string): Promise<boolean> {
  const aside = `${folder.lock}.${randomUUID()}`;
  try {
    await rename(folder.lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  const isStale = (await readFile(aside, 'utf8')) === text;
  if (!isStale) await link(aside, folder.lock).catch(() => undefined);
  await unlink(aside);
  return isStale;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
